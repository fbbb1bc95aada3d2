import type { PageContent } from '../page/fetched-page.ts';
import type { PageFormat } from '../page/page-format.ts';
import type { Page } from '../page/page.ts';
import type { ScannedPage } from '../page/scanned-page.ts';

/** How to request and parse the page at one position. The client needs to know nothing else about positions. */
export type PageSource = {
  /**
   * Builds the path and query of the request.
   * @param perPage - the page size to request
   */
  query(perPage: number): string;
  readonly format: PageFormat;
  /** @throws InvalidPageError if the page is not valid */
  parse(scanned: ScannedPage, content: PageContent): Page;
  /** True if `parse` needs the uncompressed content. */
  readonly needsContent: boolean;
  /** True if a cursor walk can replace the page if it is too large or takes too long. */
  readonly canWalk: boolean;
  /** True if the request has a cursor, which Zendesk may refuse. */
  readonly hasCursor: boolean;
};
