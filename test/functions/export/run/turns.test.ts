import { describe, expect, it } from 'vitest';
import type { ExportRunner } from '#functions/export/core/run/export.ts';
import type { ReadResult } from '#functions/export/core/run/read-page.ts';
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

/** An export that ends or fails after this many turns. */
function scripted(name: string, turns: number, log: string[], error?: unknown): ExportRunner {
  let taken = 0;
  return {
    id: `acme/${name}`,
    async read() {
      if (taken === turns) return undefined;
      log.push(name);
      taken += 1;
      return { kind: 'reposition', to: { kind: 'cursor', second: 0 }, reason: 'page_timeout' };
    },
    async land() {
      if (taken < turns) return undefined;
      if (error !== undefined) throw error;
      return result(name);
    },
    settle: async () => result(name),
    lastReadAt: () => undefined,
    async abandon() {
      log.push(`${name} abandoned`);
    },
  };
}

describe('runExports with several exports', () => {
  it('reads one page of each export in turn, and returns results in the requested order', async () => {
    const log: string[] = [];
    const results = await runExports('acme', [scripted('a', 3, log), scripted('b', 1, log), scripted('c', 2, log)]);
    expect(log).toEqual(['a', 'b', 'c', 'a', 'c', 'a']);
    expect(results).toEqual({ subdomain: 'acme', exports: [result('a'), result('b'), result('c')] });
  });

  it('continues if one export fails, and throws the first error at the end with an entry per failure', async () => {
    const log: string[] = [];
    const first = Object.assign(new Error('no more'), { name: 'CredentialsError' });
    const run = runExports('acme', [
      scripted('a', 3, log),
      scripted('b', 2, log, first),
      scripted('c', 3, log, 'a string'),
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

  it('rethrows a thrown value that is not an Error', async () => {
    await expect(runExports('acme', [scripted('a', 1, [], 'a string')])).rejects.toBe('a string');
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
