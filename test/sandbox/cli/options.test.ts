import { describe, expect, test } from 'vitest';
import { LISTS } from '#functions/export/core/lists.ts';
import { INCREMENTAL_RESOURCES } from '#functions/export/core/resources.ts';
import { commandLine } from '#sandbox/cli/options.ts';

/** Returns the command and options that the arguments select, or the printed help or error. */
async function parse(...args: string[]): Promise<unknown> {
  const calls: unknown[] = [];
  const record = (run: string) => async (options: object) => void calls.push({ run, ...options });
  let output = '';
  const command = commandLine({ sandbox: record('sandbox'), account: record('account') })
    .exitOverride()
    .configureOutput({ writeErr: (text) => (output += text), writeOut: (text) => (output += text) });
  try {
    await command.parseAsync(args, { from: 'user' });
    return calls[0];
  } catch {
    return output;
  }
}

describe('command line of npm start', () => {
  test('runs the sandbox with defaults', async () => {
    expect(await parse()).toEqual({
      run: 'sandbox',
      lake: 'lake',
      layout: 'page',
      include: [],
      resources: ['tickets', 'users', 'organizations', 'ticket_events'],
      tickets: 8_000,
      seed: 1,
      speed: 20,
      keepRunning: false,
    });
  });

  test('accepts every option of the sandbox', async () => {
    const args =
      '--tickets 50 --seed 7 --speed 2.5 --include users,metric_sets --keep-running --lake x --layout ndjson --resources ticket_events,users';
    expect(await parse(...args.split(' '))).toMatchObject({
      tickets: 50,
      seed: 7,
      speed: 2.5,
      include: ['users', 'metric_sets'],
      keepRunning: true,
      lake: 'x',
      layout: 'ndjson',
      resources: ['users', 'ticket_events'],
    });
  });

  test('exports a real account with --subdomain', async () => {
    expect(await parse('--subdomain', 'acme', '--start-time', '1700000000')).toEqual({
      run: 'account',
      subdomain: 'acme',
      lake: 'lake',
      layout: 'page',
      resources: ['tickets', 'users', 'organizations', 'ticket_events'],
      include: [],
      startTime: 1_700_000_000,
    });
    expect(await parse('--subdomain', 'acme', '--start-time', '2026-01-01T00:00:00Z')).toMatchObject({
      startTime: '2026-01-01T00:00:00Z',
    });
    expect(await parse('--subdomain', 'acme')).not.toHaveProperty('startTime');
    expect(await parse('--subdomain', 'acme', '--layout', 'ndjson')).toMatchObject({
      run: 'account',
      layout: 'ndjson',
    });
  });

  test('--resources all, and lists with other names, stand for their exports', async () => {
    expect(await parse('--resources', 'all')).toMatchObject({
      tickets: 3_000,
      speed: 10,
      resources: [...Object.keys(INCREMENTAL_RESOURCES), ...Object.keys(LISTS)],
    });
    expect(await parse('--resources', 'lists,calls,macros', '--tickets', '70')).toMatchObject({
      tickets: 70,
      resources: ['calls', ...Object.keys(LISTS)],
    });
  });

  test.each([
    [['--tickets', '0'], /whole number from 1/],
    [['--tickets', '1e3'], /whole number/],
    [['--speed', 'fast'], /from 1 to 200/],
    [['--speed', '1000'], /from 1 to 200/],
    [['--start-time', '5'], /requires --subdomain/],
    [['--subdomain', 'acme', '--tickets', '5'], /cannot be used with/],
    [['--subdomain', 'acme', '--keep-running'], /cannot be used with/],
    [
      ['--resources', 'tickets,macro'],
      /Expected some of all,lists,tickets,users,organizations,.*audit_logs, each once/,
    ],
    [['--resources', 'users,users'], /each once/],
    [['--resources', ''], /each once/],
    [['--layout', 'csv'], /Allowed choices are page, ndjson/],
    [['--bogus'], /unknown option/],
    [['extra'], /too many arguments/],
  ])('rejects %j', async (args, message) => {
    expect(await parse(...args)).toMatch(message);
  });

  test('--help lists the options and the environment variables for credentials', async () => {
    const help = await parse('--help');
    for (const name of [
      '--tickets',
      '--seed',
      '--speed',
      '--include',
      '--resources',
      '--keep-running',
      '--lake',
      '--layout',
      '--subdomain',
    ]) {
      expect(help).toContain(name);
    }
    expect(help).toContain('ZENDESK_CLIENT_ID');
  });
});
