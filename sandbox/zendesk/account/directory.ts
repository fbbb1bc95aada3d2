import type { Row } from '../export/table.ts';
import { createVersionStore, type VersionStore } from '../export/version-store.ts';
import { type Change, secondOf } from './change.ts';

/** The properties that every user and organization has. Times are epoch seconds. */
export type RecordFacts = {
  readonly id: number;
  /** Number of changes. Each change redraws the properties that people edit. */
  readonly revision: number;
  readonly createdAt: number;
  readonly updatedAt: number;
};

/** The content of the records of a directory. */
export type DirectoryContent<Facts> = {
  /** Returns a record's exact JSON text. */
  readonly render: (facts: Facts) => string;
  /** Returns the JSON texts of the records that a sideload adds. Default: none. */
  readonly related?: (facts: Facts, sideload: string) => readonly string[];
};

/** One version of a user or an organization. Its text is rendered on first use. */
class DirectoryVersion<Facts extends RecordFacts> implements Row {
  readonly facts: Facts;
  readonly visibleFrom: number;
  supersededFrom = Number.POSITIVE_INFINITY;

  readonly #content: DirectoryContent<Facts>;
  #text: string | undefined;

  constructor(facts: Facts, visibleFrom: number, content: DirectoryContent<Facts>) {
    this.facts = facts;
    this.visibleFrom = visibleFrom;
    this.#content = content;
  }

  get id(): number {
    return this.facts.id;
  }

  get second(): number {
    return this.facts.updatedAt;
  }

  /** Users with the same second are in the order of their ids, as on recorded pages. */
  get tie(): number {
    return this.facts.id;
  }

  get text(): string {
    return (this.#text ??= this.#content.render(this.facts));
  }

  render(): string {
    return this.text;
  }

  related(sideload: string): readonly string[] {
    return this.#content.related?.(this.facts, sideload) ?? [];
  }

  isWanted(): boolean {
    return true;
  }
}

/** All users or all organizations of an account. */
export type Directory<Facts extends RecordFacts> = Omit<VersionStore<DirectoryVersion<Facts>>, 'put'> & {
  /** The facts of all versions, in the order of the operations. */
  readonly log: readonly Facts[];
  /** Adds a record. */
  add(facts: Facts, change?: Change): void;
  /**
   * Changes a record. Updates `updated_at`.
   *
   * @throws RangeError if the record does not exist, or has changed later
   */
  change(id: number, change: Change, changes: Partial<Facts>): void;
};

/** Creates a directory with these records. */
export function createDirectory<Facts extends RecordFacts>(
  initial: readonly Facts[],
  clock: { now(): number },
  content: DirectoryContent<Facts>,
): Directory<Facts> {
  const store = createVersionStore<DirectoryVersion<Facts>>();
  const { current, latest, inTimeOrder, inCursorOrder } = store;

  const log: Facts[] = [];

  const add = (facts: Facts, { visibleFrom = Number.NEGATIVE_INFINITY }: Change = {}): void => {
    log.push(facts);
    store.put(new DirectoryVersion(facts, visibleFrom, content));
  };
  for (const facts of initial) add(facts);

  return {
    get size() {
      return store.size;
    },
    current,
    latest,
    inTimeOrder,
    inCursorOrder,
    log,
    add,
    change: (id, change, changes) => {
      const { facts } = current(id);
      const second = secondOf(change, clock);
      if (second < facts.updatedAt) {
        throw new RangeError(`record ${id} was last changed at ${facts.updatedAt}, after ${second}`);
      }
      add({ ...facts, revision: facts.revision + 1, ...changes, updatedAt: second }, change);
    },
  };
}
