import { describe, expect, it } from 'vitest';
import type { ExportRunner } from '#functions/export/core/run/export.ts';
import type { ReadResult } from '#functions/export/core/run/fetch-page.ts';
import type { ExportResult } from '#functions/export/core/outcome.ts';
import { runExports } from '#functions/export/core/run/run.ts';
import { atRest } from '#test/support/virtual-clock.ts';

const result = (resource: string): ExportResult => ({
  resource,
  outcome: 'caught_up',
  pages: 1,
  records: 1,
  bytes: 1,
  startTime: 0,
  endTime: 0,
  lagSeconds: 0,
});

type Script = {
  /** The export ends or fails after this many reads. */
  readonly reads?: number;
  readonly error?: unknown;
  /** Each read waits for this. */
  readonly until?: Promise<void>;
  /** Zendesk refuses the resource at the last read. */
  readonly isRefused?: boolean;
  /** Epoch seconds. */
  readonly readAt?: number;
};

function scripted(name: string, log: string[], script: Script = {}): ExportRunner {
  const { reads = 1, error, until, isRefused = false, readAt } = script;
  let done = 0;
  return {
    id: `acme/${name}`,
    async read() {
      await until;
      done += 1;
      log.push(`${name} ${done}`);
      return { kind: 'reposition', to: { kind: 'cursor', second: 0 }, reason: 'page_timeout' };
    },
    async land() {
      if (done < reads) return undefined;
      if (isRefused) return 'refused';
      if (error !== undefined) throw error;
      return result(name);
    },
    async settle(othersReadAt) {
      log.push(`${name} settled with ${othersReadAt}`);
      if (error !== undefined) throw error;
      return result(name);
    },
    lastReadAt: () => readAt,
    async abandon() {
      log.push(`${name} abandoned`);
    },
  };
}

describe('runExports with several exports', () => {
  it('lets no export wait for a slow one, and returns results in the requested order', async () => {
    const log: string[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const run = runExports('acme', [scripted('slow', log, { until: promise }), scripted('fast', log, { reads: 3 })]);
    await atRest();
    expect(log).toEqual(['fast 1', 'fast 2', 'fast 3']);
    resolve();
    expect(await run).toEqual({ subdomain: 'acme', exports: [result('slow'), result('fast')] });
  });

  it('continues if one export fails, and throws the first error at the end with an entry per failure', async () => {
    const log: string[] = [];
    const first = Object.assign(new Error('no more'), { name: 'CredentialsError' });
    const run = runExports('acme', [
      scripted('a', log, { reads: 3, error: 'a string' }),
      scripted('b', log, { reads: 2, error: first }),
      scripted('c', log, { reads: 4 }),
    ]);
    await expect(run).rejects.toBe(first);
    await expect(run).rejects.toMatchObject({
      errors: [
        { export: 'acme/b', name: 'CredentialsError', message: 'no more' },
        { export: 'acme/a', name: 'Error', message: 'unknown' },
      ],
    });
    expect(log.filter((line) => line.endsWith('abandoned'))).toEqual(['b abandoned', 'a abandoned']);
    expect(log).toContain('c 4');
  });

  it('rethrows a thrown value that is not an Error', async () => {
    await expect(runExports('acme', [scripted('a', [], { error: 'a string' })])).rejects.toBe('a string');
  });

  it('settles refused exports once all others have ended, with the latest time of a page', async () => {
    const log: string[] = [];
    await runExports('acme', [
      scripted('refused', log, { isRefused: true }),
      scripted('a', log, { reads: 2, readAt: 100 }),
      scripted('b', log, { reads: 3, readAt: 90 }),
    ]);
    expect(log.at(-1)).toBe('refused settled with 100');
  });

  it('throws the error of a refused export after an earlier one', async () => {
    const [earlier, refusal] = [new Error('failed earlier'), new Error('refused')];
    const run = runExports('acme', [
      scripted('a', [], { isRefused: true, error: refusal }),
      scripted('b', [], { reads: 5, error: earlier }),
    ]);
    await expect(run).rejects.toBe(earlier);
  });
});

const PAGE = { kind: 'page' } as ReadResult;
const REPOSITION = { kind: 'reposition', to: { kind: 'cursor', second: 0 }, reason: 'page_timeout' } as const;
const END = { kind: 'end', outcome: 'caught_up' } as const;

/** An export that reads these results. The test completes each landing. */
function createManualExport(results: readonly ReadResult[]) {
  const log: string[] = [];
  const landings: PromiseWithResolvers<ExportResult | undefined>[] = [];
  const each: ExportRunner = {
    id: 'acme/a',
    async read() {
      const next = results[log.filter((step) => step.startsWith('read')).length];
      if (next !== undefined) log.push(`read ${next.kind}`);
      return next;
    },
    land({ kind }) {
      log.push(`land ${kind}`);
      const landing = Promise.withResolvers<ExportResult | undefined>();
      landings.push(landing);
      return landing.promise;
    },
    settle: async () => result('a'),
    lastReadAt: () => undefined,
    async abandon() {
      log.push('abandoned');
    },
  };
  return { each, log, landings };
}

describe('runExports while a page lands', () => {
  it('reads the next page, but does not land it before', async () => {
    const { each, log, landings } = createManualExport([PAGE, PAGE, END]);
    const run = runExports('acme', [each]);
    await atRest();
    expect(log).toEqual(['read page', 'land page', 'read page']);
    landings[0]?.resolve(undefined);
    await atRest();
    expect(log).toEqual(['read page', 'land page', 'read page', 'land page', 'read end']);
    landings[1]?.resolve(undefined);
    await atRest();
    landings[2]?.resolve(result('a'));
    expect(await run).toEqual({ subdomain: 'acme', exports: [result('a')] });
  });

  it('reads nothing if the next position is not known yet', async () => {
    const { each, log, landings } = createManualExport([REPOSITION, END]);
    void runExports('acme', [each]);
    await atRest();
    expect(log).toEqual(['read reposition', 'land reposition']);
    landings[0]?.resolve(undefined);
    await atRest();
    expect(log.at(-1)).toBe('land end');
  });

  it('discards the next page if the current page fails to land', async () => {
    const { each, log, landings } = createManualExport([PAGE, PAGE, PAGE]);
    const run = runExports('acme', [each]);
    await atRest();
    const error = new Error('S3 is down');
    landings[0]?.reject(error);
    await expect(run).rejects.toBe(error);
    expect(log).toEqual(['read page', 'land page', 'read page', 'abandoned']);
  });
});
