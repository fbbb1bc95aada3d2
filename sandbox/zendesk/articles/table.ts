import { ACCESS } from '../access.ts';
import type { AccountExport } from '../account/account.ts';
import { createRow } from '../export/row.ts';
import type { Row } from '../export/table.ts';
import { createVersionStore } from '../export/version-store.ts';
import { toJson } from '../json.ts';
import { createRng } from '../rng.ts';
import { SYSTEM } from '../tickets/updater.ts';
import { articleMembers, type ArticleFacts } from './article.ts';

const FIRST_ARTICLE = 38_190_424_239_124;
/** Ids are not consecutive. The step can be any number. */
const STEP = 32;

/**
 * The export of an account's help center articles. They change while its tickets change: agents who work on tickets write
 * and edit articles, and end users vote on them.
 */
export const articlesExport: AccountExport = (account) => {
  const { put, inTimeOrder, inCursorOrder } = createVersionStore<Row>();
  const latest: ArticleFacts[] = [];

  const write = (index: number, facts: ArticleFacts): void => {
    latest[index] = facts;
    const { id, updatedAt: second } = facts;
    const render = (): string => toJson(articleMembers(facts, account.seed, account.subdomain));
    put(createRow({ id, second, tie: createRng(account.seed, 44, id).next(), render }));
  };
  account.subscribe(({ after, updater }) => {
    const { second } = after;
    const rng = createRng(account.seed, 41, after.id, second);
    const isAgent = updater !== SYSTEM && updater !== after.references.requester;
    if (isAgent && rng.chance(0.1)) {
      const id = FIRST_ARTICLE + STEP * latest.length;
      const times = { createdAt: second, editedAt: second, updatedAt: second };
      write(latest.length, { id, authorId: updater, edits: 0, ...times, voteSum: 0, voteCount: 0 });
      return;
    }
    const index = rng.int(0, latest.length - 1);
    const article = latest[index];
    // Tickets change one after the other, but not in the order of their times.
    if (!article || second < article.updatedAt) return;
    if (isAgent && rng.chance(0.2)) {
      write(index, { ...article, edits: article.edits + 1, editedAt: second, updatedAt: second });
    } else if (!isAgent && rng.chance(0.2)) {
      const voteSum = article.voteSum + rng.pick([1, 1, -1]);
      write(index, { ...article, voteSum, voteCount: article.voteCount + 1, updatedAt: second });
    }
  });

  return {
    path: 'help_center/incremental/articles',
    access: ACCESS.articles,
    itemKey: 'articles',
    members: ['items', 'count', 'end_time', 'next_page'],
    sideloads: [],
    hasCursorEndpoint: false,
    // Whether a second is served whole is unknown.
    rules: { secondMode: 'capped', nextPageNull: 'end', readsPageSize: false },
    // The reference names no default order. The order by id is an assumption.
    sorting: {
      query: { sort_by: 'updated_at', sort_order: 'asc' },
      otherwise: (one, other) => one.id - other.id,
    },
    rows: { inTimeOrder, inCursorOrder },
  };
};
