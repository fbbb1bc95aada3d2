import type { ZendeskAccount } from '#sandbox/zendesk/index.ts';
import type { ListName } from '#sandbox/zendesk/lists/lists.ts';
import { ListRow, type Members } from '#sandbox/zendesk/lists/row.ts';
import { createRowHistory } from '#sandbox/zendesk/lists/row-history.ts';
import type { ListTable } from '#sandbox/zendesk/lists/table.ts';
import { listTables } from '#sandbox/zendesk/lists/tables.ts';
import { isoSecond } from '#sandbox/zendesk/time.ts';
import { type AccountEvent, FIRST_RUN_MS, type ListSetup, type Scenario } from '../scenario.ts';
import { CONTENT_MARKER } from './lean-ticket.ts';
import { rowKey, type SimulatedList } from './simulated-list.ts';

/** One version of a row. */
export type RowVersion = {
  /** When it appears, in epoch milliseconds of the function's clock. */
  readonly from: number;
  /** Its exact text; undefined: the row has been removed. */
  readonly text: string | undefined;
};

/** The life of one row, its versions oldest first. */
export type RowLife = {
  /** Epoch seconds of Zendesk's clock. */
  readonly createdAt: number;
  readonly parent?: string;
  readonly versions: RowVersion[];
};

/** The lives of a list's rows, by key. */
export type RowLives = ReadonlyMap<string, RowLife>;

/** The rows of a simulated list over time. */
export type ListLife = {
  readonly of: SimulatedList;
  readonly rows: RowLives;
  /** The lives of its parents. Empty if it has none. */
  readonly parents: RowLives;
  /** The tables that respond to requests. */
  readonly tables: readonly ListTable[];
  /** The number of its rows so far. */
  readonly count: number;
  create(nowMs: number, order: number): void;
  /** Changes the row at this share of all rows. */
  update(which: number, nowMs: number): void;
  /** Removes the row at this share of all rows. */
  remove(which: number, nowMs: number): void;
  /** Creates or removes a parent. */
  changeParents(which: number, nowMs: number): void;
};

/** @param skewMs - Zendesk's clock minus the function's */
export function createListLife(
  account: ZendeskAccount,
  of: SimulatedList,
  { rowsPerPage }: Pick<ListSetup, 'rowsPerPage'>,
  skewMs: number,
): ListLife {
  const table = (name: ListName): ListTable => {
    const found = listTables(account).find(({ itemKey }) => itemKey === name);
    if (found === undefined) throw new Error(`There is no list ${name}.`);
    return found;
  };
  const rows = createStore(skewMs);
  const parents = createStore(skewMs);
  const { parent, ...own } = table(of.name);
  const tables: ListTable[] = [
    {
      ...own,
      rowsPerPage,
      rows: rows.at,
      ...(parent && { parent: { ...parent, rows: parents.at } }),
    },
    ...(of.parents === undefined ? [] : [{ ...table(of.parents), rows: parents.at }]),
  ];

  return {
    of,
    rows: rows.lives,
    parents: parents.lives,
    tables,
    get count() {
      return rows.lives.size;
    },
    create(nowMs, order) {
      if (of.parents === undefined) return rows.create(nowMs, order);
      const parentKey = parents.pick(order);
      if (parentKey !== undefined) rows.create(nowMs, order, parentKey);
    },
    update: (which, nowMs) => rows.change(which, nowMs),
    remove: (which, nowMs) => rows.remove(rows.pick(which), nowMs),
    changeParents(which, nowMs) {
      if (of.parents === undefined) return;
      const gone = which < 0.5 ? parents.pick(which * 2) : undefined;
      if (gone === undefined) return parents.create(nowMs, which);
      for (const key of rows.keys()) if (key.startsWith(`${gone}/`)) rows.remove(key, nowMs);
      parents.remove(gone, nowMs);
    },
  };
}

/** The rows of one table, for the simulated Zendesk and for the invariants. */
function createStore(skewMs: number) {
  const history = createRowHistory();
  const lives = new Map<string, RowLife>();
  const current = new Map<string, ListRow>();
  let ids = 0;
  let versions = 0;

  function put(key: string, members: Members & { readonly id: number }, nowMs: number): void {
    versions += 1;
    // Its text looks like the end of a page, and no log may contain it.
    const text = `${CONTENT_MARKER} "}],"meta":{"has_more":false} ${versions}`;
    const row = new ListRow(members.id, { ...members, text }, ['schedule_id']);
    history.put(row, nowMs);
    current.set(key, row);
    lives.get(key)?.versions.push({ from: nowMs - skewMs, text: row.text });
  }

  const keys = (): string[] => [...current.keys()];
  const pick = (which: number): string | undefined => keys()[Math.floor(which * current.size)];

  return {
    lives,
    keys,
    pick,
    at: (nowMs: number): ListRow[] => history.at(nowMs),
    /** @param order - from 0 to below 1: the place in a list that people sort */
    create(nowMs: number, order: number, parent?: string): void {
      ids += 1;
      const key = rowKey(ids, parent);
      const createdAt = Math.floor(nowMs / 1000);
      lives.set(key, { createdAt, ...(parent !== undefined && { parent }), versions: [] });
      put(
        key,
        {
          id: ids,
          title: 'title',
          position: Math.floor(order * 10),
          restriction: null,
          created_at: isoSecond(createdAt),
          ...(parent !== undefined && { schedule_id: Number(parent) }),
        },
        nowMs,
      );
    },
    change(which: number, nowMs: number): void {
      const key = pick(which);
      const row = key === undefined ? undefined : current.get(key);
      // Its place changes, too.
      const position = Math.floor(which * 1000) % 10;
      if (key !== undefined && row !== undefined) put(key, { ...row.members, id: Number(row.key), position }, nowMs);
    },
    remove(key: string | undefined, nowMs: number): void {
      const row = key === undefined ? undefined : current.get(key);
      if (key === undefined || row === undefined) return;
      history.remove(row.key, nowMs);
      current.delete(key);
      lives.get(key)?.versions.push({ from: nowMs - skewMs, text: undefined });
    },
  };
}

/** The most rows of a list when the first run begins. */
const MOST_ROWS = 12;
const PARENTS = 3;

/** Creates the rows that exist when the first run begins. */
export function createListPast(lists: readonly ListLife[], { past, setup }: Scenario): void {
  const now = FIRST_RUN_MS + setup.skewMs;
  const ages = past.flatMap(({ secondsAgo, tickets }) => Array.from({ length: tickets }, () => secondsAgo));
  const oldestFirst = ages.slice(0, MOST_ROWS).toSorted((one, other) => other - one);
  for (const list of lists) {
    for (let i = 0; i < PARENTS; i += 1) list.changeParents(0.9, now - 100_000_000);
    for (const [i, secondsAgo] of oldestFirst.entries()) list.create(now - secondsAgo * 1000, ((i * 7) % 10) / 10);
  }
}

/** Changes a list at the given time of Zendesk's clock (epoch milliseconds). */
export function changeList(list: ListLife, { kind, at }: AccountEvent, nowMs: number): void {
  // Any row, also if `which` is always close to 0 or 1.
  const which = ((at * 37) % 100) / 100;
  const { window } = list.of;
  // Records of a list with a window do not disappear.
  const isKept = window !== undefined;
  if (kind === 'create' || window?.canChange === false) return list.create(nowMs, which);
  switch (kind) {
    case 'update':
    case 'twice':
      return list.update(which, nowMs);
    case 'delete':
    case 'scrub':
      return isKept ? list.update(which, nowMs) : list.remove(which, nowMs);
    case 'bulk':
      for (const share of [which, 0, 0.5]) list.update(share, nowMs);
      return;
    case 'system':
    case 'rotate':
    case 'rewind':
      return list.changeParents(which, nowMs);
  }
}
