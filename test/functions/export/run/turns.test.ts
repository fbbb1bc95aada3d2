import { describe, expect, it } from 'vitest';
import type { Export } from '../../../../functions/export/core/drain.ts';
import type { ExportResult } from '../../../../functions/export/core/outcome.ts';
import { runExports } from '../../../../functions/export/core/run.ts';

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

/** An export that ends after so many turns, or fails then. */
function scripted(name: string, turns: number, log: string[], error?: unknown): Export {
  let taken = 0;
  return {
    id: `acme/${name}`,
    async read() {
      if (taken === turns) return undefined;
      log.push(name);
      taken += 1;
      return { kind: 'too_recent' };
    },
    async land() {
      if (taken < turns) return undefined;
      if (error !== undefined) throw error;
      return result(name);
    },
    async abandon() {
      log.push(`${name} abandoned`);
    },
  };
}

describe('several exports in one run', () => {
  it('take turns page by page, and are told in the order asked for', async () => {
    const log: string[] = [];
    const done = await runExports('acme', [scripted('a', 3, log), scripted('b', 1, log), scripted('c', 2, log)]);
    expect(log).toEqual(['a', 'b', 'c', 'a', 'c', 'a']);
    expect(done).toEqual({ subdomain: 'acme', exports: [result('a'), result('b'), result('c')] });
  });

  it('go on where one fails, and the first error is thrown at the end with one entry per export that failed', async () => {
    const log: string[] = [];
    const first = Object.assign(new Error('no more'), { name: 'CredentialsError' });
    const run = runExports('acme', [
      scripted('a', 3, log),
      scripted('b', 2, log, first),
      scripted('c', 3, log, 'not even an error'),
    ]);
    await expect(run).rejects.toBe(first);
    await expect(run).rejects.toMatchObject({
      errors: [
        { export: 'acme/b', name: 'CredentialsError', message: 'no more' },
        { export: 'acme/c', name: 'Error', message: 'unknown' },
      ],
    });
    expect(log).toEqual(['a', 'b', 'c', 'a', 'b', 'b abandoned', 'c', 'a', 'c', 'c abandoned']);
  });

  it('throw what was thrown where it is no error', async () => {
    await expect(runExports('acme', [scripted('a', 1, [], 'a string')])).rejects.toBe('a string');
  });
});
