import { type Change, secondOf } from '../account/change.ts';
import { OPENED } from '../tickets/people.ts';
import { isoSecond } from '../time.ts';
import type { Journal, JournalEntry } from './journal.ts';
import { ListRow, type Members } from './row.ts';
import { createRowHistory } from './row-history.ts';

/** The members of a record in a list that people edit. */
type RecordMembers = Members & { readonly id: number };

/** The members that every record has in some form. */
export type Stamp = {
  /** 0 for the list's first record. */
  readonly index: number;
  readonly id: number;
  readonly url: string;
  readonly created_at: string;
  readonly updated_at: string;
};

/** The account of a list. */
export type ListContext = {
  readonly clock: { now(): number };
  readonly seed: number;
  readonly subdomain: string;
  readonly journal: Journal;
};

/** Definition of a list that people edit. */
export type RecordsOptions<M extends RecordMembers> = {
  /** Path of the list below `/api/v2/`. */
  readonly path: string;
  /** The type of its records in the audit log. */
  readonly sourceType: string;
  /** Number of records of a new account. */
  readonly initial: number;
  /** Number of the first records to which tickets, users or other records refer. Default 0. */
  readonly referenced?: number;
  readonly idOf: (index: number) => number;
  /** Returns the members of a new record. */
  readonly build: (stamp: Stamp) => M;
  readonly nameOf: (members: M) => string;
  /** Returns the members that mark a deleted record. Default: a deleted record disappears. */
  readonly flagDeleted?: (second: number) => Partial<M>;
  /** The members that pages do not show. Default: none. */
  readonly hidden?: readonly (keyof M & string)[];
  /** Deletes the records that belong to a deleted one. Default: none. */
  readonly cascade?: (id: number, change: Change) => void;
};

/** A list that people edit. Without a hold-back: by default, a change is visible from its second on. */
export type Records<M extends RecordMembers = RecordMembers> = {
  /** Returns true if tickets, users or other records of every account refer to this one. */
  isReferenced(id: number): boolean;
  /** Returns the records that the list has at this time (epoch milliseconds), in the order of their creation. */
  at(nowMs: number): ListRow<M>[];
  /**
   * Returns the last version of a record.
   *
   * @throws RangeError if there is no such record
   */
  current(id: number): ListRow<M>;
  /**
   * Adds a record.
   *
   * @param members - the members that differ from those of a typical new record
   * @returns its id
   */
  create(members?: Partial<M>, change?: Change): number;
  /**
   * Changes a record. Updates `updated_at`.
   *
   * @throws RangeError if there is no such record, or it has changed later
   */
  update(id: number, members: Partial<M>, change?: Change): void;
  /**
   * Deletes a record. In some lists it stays, marked as deleted.
   *
   * @throws RangeError if there is no such record, or it has changed later
   */
  remove(id: number, change?: Change): void;
};

/** Creates a list. Its records are created on first use: most accounts in tests never show them. */
export function createRecords<M extends RecordMembers>(
  { clock, subdomain, journal }: ListContext,
  options: RecordsOptions<M>,
): Records<M> {
  const { path, build, idOf, nameOf, flagDeleted, hidden = [], cascade, sourceType, referenced = 0 } = options;
  const history = createRowHistory<M>();
  const referencedIds = new Set(Array.from({ length: referenced }, (_, index) => idOf(index)));
  let created = 0;

  const newMembers = (createdAt: number, updatedAt: number): M => {
    const id = idOf(created);
    const url = `https://${subdomain}.zendesk.com/api/v2/${path}/${id}.json`;
    const times = { created_at: isoSecond(createdAt), updated_at: isoSecond(updatedAt) };
    created += 1;
    return build({ index: created - 1, id, url, ...times });
  };
  const put = (members: M, fromMs?: number): void => history.put(new ListRow(members.id, members, hidden), fromMs);
  const open = (): typeof history => {
    while (created < options.initial) {
      const createdAt = OPENED + created * 3600;
      put(newMembers(createdAt, createdAt + ((created * 7_919_317) % 40_000_000)));
    }
    return history;
  };
  const current = (id: number): ListRow<M> => {
    const row = open().latest(id);
    if (!row) throw new RangeError(`there is no record ${id} in ${path}`);
    return row;
  };
  const note = (action: JournalEntry['action'], members: M, time: Time, description = ''): void => {
    const sourceLabel = `${sourceType}: ${nameOf(members)}`;
    journal.push({ ...time, action, sourceType, sourceId: members.id, sourceLabel, description });
  };
  const timeOf = (change: Change): Time => {
    const second = secondOf(change, clock);
    return { second, visibleFrom: change.visibleFrom ?? second * 1000 };
  };
  /** Writes the next version of a record, and returns it. */
  const change = (id: number, members: Partial<M>, { second, visibleFrom }: Time): M => {
    const before = current(id).members;
    const updated = 'updated_at' in before ? { updated_at: isoSecond(second) } : {};
    const after = { ...before, ...members, ...updated };
    put(after, visibleFrom);
    return after;
  };

  return {
    isReferenced: (id) => referencedIds.has(id),
    at: (nowMs) => open().at(nowMs),
    current,
    create: (members = {}, when = {}) => {
      open();
      const time = timeOf(when);
      const record = { ...newMembers(time.second, time.second), ...members };
      put(record, time.visibleFrom);
      note('create', record, time);
      return record.id;
    },
    update: (id, members, when = {}) => {
      const time = timeOf(when);
      note('update', change(id, members, time), time, `changed ${Object.keys(members).join(', ')}`);
    },
    remove: (id, when = {}) => {
      const time = timeOf(when);
      const { members } = current(id);
      if (flagDeleted) change(id, flagDeleted(time.second), time);
      else history.remove(id, time.visibleFrom);
      note('destroy', members, time);
      cascade?.(id, time);
    },
  };
}

/** The time of a change in epoch seconds, and when lists show it in epoch milliseconds. */
type Time = Required<Change>;
