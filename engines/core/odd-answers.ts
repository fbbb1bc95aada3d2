import { link, mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { OddAnswer, OddLake } from '../odd-lakes/odd-lake.ts';
import { errorText } from './error-text.ts';
import type { Lake } from './session.ts';

/** An engine's answer over an odd lake, or its error. */
export type OddOutcome = OddAnswer | { readonly error: string };

/** Asks an engine about one lake. Rejects if a query ends with an error. */
export type Ask = (lake: Lake) => Promise<OddAnswer>;

const ACCOUNT = 'subdomain=sandbox';

/**
 * Asks about many odd lakes with few queries: each becomes an account of one larger lake. If that query ends with an
 * error, the halves are asked, until the lakes are found that end it.
 */
export async function askAll(lakes: readonly OddLake[], ask: Ask): Promise<Map<OddLake, OddOutcome>> {
  const alone: OddLake[] = [];
  const together: OddLake[] = [];
  for (const lake of lakes) ((await canBeJoined(lake)) ? together : alone).push(lake);
  const outcomes = new Map<OddLake, OddOutcome>();
  for (const group of [...Map.groupBy(together, ({ layout }) => layout).values(), ...alone.map((lake) => [lake])]) {
    await askGroup(group, ask, outcomes);
  }
  return outcomes;
}

const canBeJoined = async ({ path, expected }: OddLake): Promise<boolean> =>
  expected.orError !== true && (await readdir(join(path, 'tickets'))).join() === ACCOUNT;

async function askGroup(group: readonly OddLake[], ask: Ask, outcomes: Map<OddLake, OddOutcome>): Promise<void> {
  const [first, second] = group;
  if (first === undefined) return;
  try {
    if (second === undefined) {
      outcomes.set(first, await ask(first));
      return;
    }
    const answer = await ask(await joinLakes([first, ...group.slice(1)]));
    for (const lake of group) outcomes.set(lake, partOf(answer, lake.name));
  } catch (error) {
    if (second === undefined) {
      outcomes.set(first, { error: errorText(error) });
      return;
    }
    const half = Math.ceil(group.length / 2);
    await askGroup(group.slice(0, half), ask, outcomes);
    await askGroup(group.slice(half), ask, outcomes);
  }
}

/** One lake of all of these, each an account by its name. Links keep the times of writing. */
async function joinLakes(lakes: readonly [OddLake, ...OddLake[]]): Promise<Lake> {
  const [{ layout, path: first }] = lakes;
  // Next to the lakes: links do not lead to other disks.
  const path = join(first, '..', '..', 'together', layout);
  await rm(path, { recursive: true, force: true });
  for (const lake of lakes) {
    const from = join(lake.path, 'tickets', ACCOUNT);
    for (const file of await filesBelow(from)) {
      const to = join(path, 'tickets', `subdomain=${lake.name}`, file);
      await mkdir(dirname(to), { recursive: true });
      await link(join(from, file), to);
    }
  }
  return { name: `${lakes.length} odd lakes ${layout}`, layout, path };
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1));
}

/** The rows of one account, as its lake alone would have them. */
const partOf = ({ rows, malformed }: OddAnswer, account: string): OddAnswer => ({
  rows: rows.filter((row) => row['subdomain'] === account).map((row) => ({ ...row, subdomain: 'sandbox' })),
  malformed: malformed.filter((row) => String(row['landed_in']).includes(`subdomain=${account}/`)),
});
