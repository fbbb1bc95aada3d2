/** A change that the account's audit log shows. */
export type JournalEntry = {
  /** Epoch seconds. */
  readonly second: number;
  /** Epoch milliseconds from which the log shows it. */
  readonly visibleFrom: number;
  readonly action: 'create' | 'update' | 'destroy';
  /** The type, id and name of the changed record. */
  readonly sourceType: string;
  readonly sourceId: number;
  readonly sourceLabel: string;
  readonly description: string;
};

/** The changes of an account's lists, in the order of the operations. */
export type Journal = JournalEntry[];
