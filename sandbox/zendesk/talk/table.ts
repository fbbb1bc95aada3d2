import { ACCESS } from '../access.ts';
import type { ZendeskAccount } from '../account/account.ts';
import { createRow } from '../export/row.ts';
import type { ExportTable, Row } from '../export/table.ts';
import { createVersionStore } from '../export/version-store.ts';
import { createRng } from '../rng.ts';
import { toJson } from '../json.ts';
import { type Call, followCalls } from './call.ts';

/** A record of a Talk export. The export shows a version from its second on. */
export type TalkRecord = {
  readonly id: number;
  /** The times of its versions in epoch seconds, in ascending order. */
  readonly updatedAt: readonly number[];
  /** Returns the members of a version. */
  readonly members: (version: number) => Readonly<Record<string, unknown>>;
};

/**
 * Creates an export of Talk (https://developer.zendesk.com/api-reference/voice/talk-api/incremental_exports/). It has no
 * flag at the end of the stream, and a `next_page` on every page. An account without Talk has neither of its exports.
 *
 * @param records - returns the records of a call
 */
export function createTalkExport(
  account: ZendeskAccount,
  resource: keyof typeof ACCESS,
  records: (call: Call) => readonly TalkRecord[],
): ExportTable {
  const { put, inTimeOrder, inCursorOrder } = createVersionStore<Row>();
  followCalls(account, (call) => {
    for (const { id, updatedAt, members } of records(call)) {
      const tie = createRng(account.seed, 34, id).next();
      for (const [version, second] of updatedAt.entries()) {
        const visibleFrom = version === 0 ? Number.NEGATIVE_INFINITY : second * 1000;
        put(createRow({ id, second, tie, visibleFrom, render: () => toJson(members(version)) }));
      }
    }
  });
  return {
    path: `channels/voice/stats/incremental/${resource}`,
    // Recorded in 2026.
    aliases: [`channels/voice/incremental/${resource}`],
    access: ACCESS[resource],
    itemKey: resource,
    members: ['items', 'total', 'count', 'next_page', 'end_time'],
    sideloads: [],
    hasCursorEndpoint: false,
    // Whether a second is served whole is unknown.
    rules: { secondMode: 'capped', nextPageNull: 'never', readsPageSize: false },
    rows: { inTimeOrder, inCursorOrder },
  };
}
