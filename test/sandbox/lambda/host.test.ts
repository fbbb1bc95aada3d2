import { afterEach, describe, expect, test, vi } from 'vitest';
import { scaledClock } from '#sandbox/clock.ts';
import type { LogLine } from '#sandbox/lambda/log-lines.ts';
import { startHost, parseResult } from '#test/support/sandbox/lambda/fixture-bundle.ts';

/** A sandbox hour takes 3.6 s. */
const FAST = scaledClock(1000, Date.parse('2030-01-01T00:00:00Z'));

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('invoke', () => {
  test('passes event and context to the handler and returns its result as JSON', async () => {
    const host = await startHost(`async (event, context) => ({ event, at: new Date(0), nothing: undefined, context })`);
    const invocation = await host.invoke({ subdomain: 'acme' });
    expect(invocation).toMatchObject({
      ok: true,
      timedOut: false,
      result: {
        event: { subdomain: 'acme' },
        at: '1970-01-01T00:00:00.000Z',
        context: { awsRequestId: invocation.requestId, functionName: 'zendesk-lake', memoryLimitInMB: '512' },
      },
    });
    expect(invocation.ok && invocation.result).not.toHaveProperty('nothing');
  });

  test('returns the name, message and errors of an error that the handler throws', async () => {
    const host = await startHost(
      `async () => { throw Object.assign(new RangeError('too far'), { name: 'FarError', errors: [{ export: 'a/b' }] }) }`,
    );
    const invocation = await host.invoke({});
    expect(invocation).toMatchObject({
      ok: false,
      error: { name: 'FarError', message: 'too far', errors: [{ export: 'a/b' }] },
    });
  });

  test("logs a thrown error with its stack and fields, like Lambda's runtime", async () => {
    const host = await startHost(`async () => { throw Object.assign(new TypeError('oops'), { secret: 'hunter2' }) }`);
    const { logs } = await host.invoke({});
    expect(logs.map(({ json }) => json)).toMatchObject([
      { level: 'ERROR', message: { errorType: 'TypeError', errorMessage: 'oops', secret: 'hunter2' } },
    ]);
  });

  test('keeps the module state for the next invocation', async () => {
    const host = await startHost(
      `async () => ({ loads, count: ++count })`,
      {},
      'let count = 0; const loads = Date.now();',
    );
    const first = await host.invoke({});
    const second = await host.invoke({});
    expect([first, second].map((each) => each.ok && each.result)).toEqual([
      { loads: expect.any(Number), count: 1 },
      { loads: parseResult(first).loads, count: 2 },
    ]);
  });

  test('rejects a concurrent invocation', async () => {
    const host = await startHost(`(event) => event`);
    const running = host.invoke('one');
    await expect(host.invoke('two')).rejects.toThrow(/busy/);
    expect(await running).toMatchObject({ ok: true, result: 'one' });
  });
});

const logLinesFor = (name: string): unknown =>
  expect.arrayContaining([{ text: `plain ${name}` }, { text: `{"message":"${name}"}`, json: { message: name } }]);

describe('logs', () => {
  test('contain the output of an invocation from both streams, parsed if it is JSON', async () => {
    const streamed: LogLine[] = [];
    const host = await startHost(
      `async (name) => { console.log('plain ' + name); console.error(JSON.stringify({ message: name })) }`,
      { onLog: (line) => void streamed.push(line) },
    );
    const one = await host.invoke('one');
    const two = await host.invoke('two');
    expect(one.logs).toEqual(logLinesFor('one'));
    expect(two.logs).toEqual(logLinesFor('two'));
    expect([one.logs.length, two.logs.length, streamed.length]).toEqual([2, 2, 4]);
  });
});

describe('clock', () => {
  test('replaces Date and the timers of the process', async () => {
    const host = await startHost(
      `async () => {
        const before = Date.now();
        await new Promise((resolve) => setTimeout(resolve, 60_000));
        const after = new Date();
        return { before, after: after.getTime(), isDate: after instanceof Date, fixed: new Date(5).getTime(), text: Date() };
      }`,
      { clock: FAST },
    );
    const invocation = await host.invoke({});
    const result = parseResult(invocation);
    expect(result.before).toBeGreaterThan(FAST.start);
    expect(Number(result.after) - Number(result.before)).toBeGreaterThanOrEqual(60_000);
    expect(result).toMatchObject({ isDate: true, fixed: 5, text: expect.stringContaining('2030') });
    expect(invocation.durationMs).toBeGreaterThanOrEqual(60_000);
  });

  test('never fires a timer early', async () => {
    const host = await startHost(
      `async () => {
        const early = [];
        for (let ms = 1000; ms < 40_000; ms += 1700) {
          const due = Date.now() + ms;
          await new Promise((resolve) => setTimeout(resolve, ms));
          if (Date.now() < due) early.push(ms);
        }
        return early;
      }`,
      { clock: FAST },
    );
    expect(await host.invoke({})).toMatchObject({ ok: true, result: [] });
  });

  test("decreases the handler's remaining time", async () => {
    const host = await startHost(
      `async (event, context) => {
        const before = context.getRemainingTimeInMillis();
        await new Promise((resolve) => setTimeout(resolve, 100_000));
        return { before, after: context.getRemainingTimeInMillis() };
      }`,
      { clock: FAST },
    );
    const invocation = await host.invoke({}, { timeoutMs: 600_000 });
    const [before, after] = [Number(parseResult(invocation).before), Number(parseResult(invocation).after)];
    expect(before).toBeLessThanOrEqual(600_000);
    expect(before - after).toBeGreaterThanOrEqual(100_000);
    expect(invocation.remainingMs).toBeLessThanOrEqual(after);
    expect(invocation.remainingMs).toBeGreaterThan(0);
  });
});

describe('timeout', () => {
  test('kills the process and keeps its log', async () => {
    const host = await startHost(
      `async () => { console.log('started'); setInterval(() => {}, 1000); await new Promise(() => {}) }`,
      {
        clock: FAST,
      },
    );
    const invocation = await host.invoke({}, { timeoutMs: 300_000 });
    expect(invocation).toMatchObject({
      ok: false,
      timedOut: true,
      remainingMs: 0,
      error: { name: 'Sandbox.Timedout', message: expect.stringContaining('Task timed out after 300.00 seconds') },
      logs: [{ text: 'started' }],
    });
  });

  test('makes the next invocation a cold start', async () => {
    const host = await startHost(
      `async (hang) => { count++; if (hang) await new Promise(() => {}); return count }`,
      { clock: FAST },
      'let count = 0;',
    );
    expect(await host.invoke(true, { timeoutMs: 1000 })).toMatchObject({ timedOut: true });
    expect(await host.invoke(false)).toMatchObject({ ok: true, result: 1 });
  });
});

describe('process exit', () => {
  test('fails the invocation, and the next one starts a new process', async () => {
    const host = await startHost(`(code) => code === undefined ? 'ok' : process.exit(code)`);
    expect(await host.invoke(3)).toMatchObject({
      ok: false,
      timedOut: false,
      error: { name: 'Runtime.ExitError', message: expect.stringContaining('exit status 3') },
    });
    expect(await host.invoke(undefined)).toMatchObject({ ok: true, result: 'ok' });
  });

  test('happens when kill() is called during an invocation', async () => {
    const { promise: started, resolve: onStart } = Promise.withResolvers<void>();
    const host = await startHost(`async () => { console.log('started'); await new Promise(() => {}) }`, {
      onLog: () => onStart(),
    });
    const running = host.invoke({});
    await started;
    await host.kill();
    expect(await running).toMatchObject({
      ok: false,
      error: { name: 'Runtime.ExitError', message: expect.stringContaining('SIGKILL') },
    });
  });

  test('rejects startLambda if the bundle cannot be loaded', async () => {
    await expect(startHost(`() => {}`, {}, 'throw new Error("no bundle")')).rejects.toThrow(/exit status 1/);
  });
});

describe('environment variables', () => {
  test('include those of the options and inherit only PATH', async () => {
    vi.stubEnv('ZENDESK_API_TOKEN', 'hunter2');
    vi.stubEnv('AWS_PROFILE', 'production');
    vi.stubEnv('HTTPS_PROXY', 'http://proxy');
    const host = await startHost(`() => process.env`, { env: { LAKE_BUCKET: 'lake', AWS_REGION: 'eu-west-1' } });
    const invocation = await host.invoke({});
    const env = parseResult(invocation);
    expect(env).toMatchObject({ LAKE_BUCKET: 'lake', AWS_REGION: 'eu-west-1', AWS_EC2_METADATA_DISABLED: 'true' });
    expect(env).toMatchObject({ PATH: process.env.PATH, AWS_LAMBDA_FUNCTION_NAME: 'zendesk-lake' });
    expect(env.HOME).not.toBe(process.env.HOME);
    for (const name of ['ZENDESK_API_TOKEN', 'AWS_PROFILE', 'HTTPS_PROXY', 'VITEST'])
      expect(env).not.toHaveProperty(name);
  });
});
