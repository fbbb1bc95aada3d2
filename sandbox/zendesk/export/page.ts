import type { Account } from '../account/account.ts';
import type { ExportQuery } from './query.ts';
import { isVisible, type TicketVersion } from '../account/version.ts';

/** Records of one page, and whether the export shows any after them. */
export type Page = { readonly versions: readonly TicketVersion[]; readonly endOfStream: boolean };

/** A place in the export's order: before all records of `second` whose id is `id` or greater. */
export type Position = { readonly second: number; readonly id: number };

/**
 * Cuts a page out of the export.
 *
 * @param wholeSeconds - extend the page until the second of its last record is complete
 * @param nowMs - epoch milliseconds by Zendesk's clock
 */
export function cutPage(
  account: Account,
  from: Position,
  query: ExportQuery,
  { wholeSeconds, nowMs, holdBackSeconds }: { wholeSeconds: boolean; nowMs: number; holdBackSeconds: number },
): Page {
  const all = account.inOrder();
  const versions: TicketVersion[] = [];
  for (let index = firstFrom(all, from); index < all.length; index += 1) {
    const version = all[index];
    if (!version || !isVisible(version, nowMs, holdBackSeconds) || !matches(version, query)) continue;
    const last = versions.at(-1);
    const splitsSecond = wholeSeconds && last?.facts.generatedTimestamp === version.facts.generatedTimestamp;
    if (versions.length >= query.perPage && !splitsSecond) return { versions, endOfStream: false };
    versions.push(version);
  }
  return { versions, endOfStream: true };
}

/** AI agents' tickets are hidden unless asked for; deleted ones are shown unless unwanted. */
function matches({ facts }: TicketVersion, { supportTypeScope, excludeDeleted }: ExportQuery): boolean {
  const inScope = supportTypeScope === 'all' || facts.supportType === supportTypeScope;
  return inScope && !(excludeDeleted && (facts.state === 'deleted' || facts.state === 'scrubbed'));
}

/** Binary search for the first version at or after a position. */
function firstFrom(all: readonly TicketVersion[], { second, id }: Position): number {
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const facts = all[middle]?.facts;
    if (facts && (facts.generatedTimestamp < second || (facts.generatedTimestamp === second && facts.id < id)))
      low = middle + 1;
    else high = middle;
  }
  return low;
}
