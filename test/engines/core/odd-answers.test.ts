import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { checkOddLakes } from '#engines/core/check-odd-lakes.ts';
import type { Lake, Session } from '#engines/core/session.ts';
import { writeOddLakes } from '#engines/odd-lakes/generate.ts';
import type { OddLake } from '#engines/odd-lakes/odd-lake.ts';

const NAMES = new Set(['ordinary', 'integer-null', 'text-null', 'accounts-like-numbers', 'gzip-no-bytes']);

async function someLakes(): Promise<OddLake[]> {
  const folder = await mkdtemp(join(tmpdir(), 'zendesk-lake-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const lakes = await writeOddLakes(folder);
  return lakes.filter(({ name, layout }) => NAMES.has(name) && layout === 'page');
}

/** An engine that answers nothing, and ends with an error over lakes with one of these accounts. */
function fakeEngine(fatal: readonly string[]): Session & { readonly opened: string[] } {
  const opened: string[] = [];
  let isFatal = false;
  return {
    version: 'none',
    opened,
    async open({ path, name }: Lake) {
      const accounts = await readdir(join(path, 'tickets'));
      isFatal = fatal.some((account) => accounts.includes(`subdomain=${account}`) || name === account);
      opened.push(name);
    },
    async rows() {
      if (isFatal) throw new Error('HIVE_CURSOR_ERROR');
      return { columns: ['subdomain', 'id'], rows: [] };
    },
    async [Symbol.asyncDispose]() {},
  };
}

const check = (session: Session, lakes: readonly OddLake[]) =>
  checkOddLakes({ family: 'trino' }, session, lakes, () => undefined);

it('lakes of one account are asked about together, others alone', async () => {
  const session = fakeEngine([]);
  const { passed, failures } = await check(session, await someLakes());
  expect(session.opened).toEqual(['3 odd lakes page', 'gzip-no-bytes', 'accounts-like-numbers']);
  expect(passed).toBe('0 of 5');
  expect(failures).toHaveLength(5);
  expect(failures[0]).toContain('ordinary page (nothing): sandbox/1 is missing; sandbox/2 is missing');
});

it('a lake that ends the query of all is found, and the others are still answered', async () => {
  const session = fakeEngine(['integer-null']);
  const { failures } = await check(session, await someLakes());
  expect(session.opened.slice(0, 3)).toEqual(['3 odd lakes page', '2 odd lakes page', 'ordinary']);
  expect(failures).toContain('integer-null page (requester_id is null): ends with HIVE_CURSOR_ERROR');
  expect(failures.filter((failure) => failure.includes('ends with'))).toHaveLength(1);
});

it('an error counts as an answer only if the lake allows it', async () => {
  const session = fakeEngine(['gzip-no-bytes', '7']);
  const { passed, failures } = await check(session, await someLakes());
  expect(passed).toBe('1 of 5');
  expect(failures.filter((failure) => failure.includes('ends with'))).toEqual([
    expect.stringContaining('accounts-like-numbers page'),
  ]);
});

it('a known limit is named and not asked', async () => {
  const lakes = (await someLakes()).map((lake) => ({ ...lake, limits: { trino: 'It cannot.' } }));
  const session = fakeEngine([]);
  const { passed, notRun } = await check(session, lakes);
  expect({ passed, opened: session.opened }).toEqual({ passed: '0 of 0', opened: [] });
  expect(notRun).toEqual([expect.stringMatching(/^It cannot[.] [(]/)]);
});
