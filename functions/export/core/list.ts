/** How a list is requested. A list is exported as dated snapshots, because Zendesk only lists it whole. */
export type List = {
  /** The field that identifies a record. */
  readonly idField: string;
  readonly path: string;
  readonly paging: ListPaging;
  /** Records per page. Lists without pagination ignore it. */
  readonly pageSize: number;
  /** Query parameters that every request needs. */
  readonly query: Readonly<Record<string, string>>;
  /** If present, a snapshot reads only the records of a window of time. */
  readonly window?: ListWindow;
  /**
   * If present, there is one list per record of another list: `path` contains `{id}`, the id of that record. The first
   * page of a snapshot is the page of the other list.
   */
  readonly parents?: { readonly itemKey: string; readonly path: string };
};

/**
 * How a list continues: by `page[after]` until `meta.has_more` is false, by `page` until `next_page` is null, or not at
 * all.
 *
 * @see https://developer.zendesk.com/api-reference/introduction/pagination/
 */
export type ListPaging = 'cursor' | 'offset' | 'none';

/**
 * The window of a list that grows without end. A record can change until `seconds` after it was created, so each
 * snapshot also reads the records of the `seconds` before the last complete snapshot.
 */
type ListWindow = {
  readonly seconds: number;
  /**
   * Returns the query parameters that select the records created in an interval.
   * @param since - epoch seconds
   * @param until - epoch seconds
   */
  filter(since: number, until: number): readonly (readonly [name: string, value: string])[];
};
