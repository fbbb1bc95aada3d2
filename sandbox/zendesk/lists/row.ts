import { toJson } from '../json.ts';

/** The members of a record. */
export type Members = Readonly<Record<string, unknown>>;

/** The value that identifies a row of a list: its `id`, or the `name` of a tag. */
export type RowKey = number | string;

/** One version of a row of a list. Its text is rendered on first use. */
export class ListRow<M extends Members = Members> {
  readonly key: RowKey;
  readonly members: M;

  readonly #hidden: readonly string[];
  #text: string | undefined;

  /** @param hidden - the members that pages do not show; default none */
  constructor(key: RowKey, members: M, hidden: readonly string[] = []) {
    this.key = key;
    this.members = members;
    this.#hidden = hidden;
  }

  /** The row's exact JSON text on a page. */
  get text(): string {
    const shown = (): object =>
      Object.fromEntries(Object.entries(this.members).filter(([name]) => !this.#hidden.includes(name)));
    return (this.#text ??= toJson(shown()));
  }
}
