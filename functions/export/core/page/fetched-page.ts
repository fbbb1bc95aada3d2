import type { PagePlace } from './page-memory.ts';
import type { Page } from './page.ts';
import type { ScannedPage } from './scanned-page.ts';

/** A page as Zendesk returned it. */
export type FetchedPage = {
  readonly kind: 'page';
  readonly page: Page;
  /** The member of the page that holds the records. */
  readonly itemKey: string;
  readonly content: PageContent;
  /** The requested `per_page`. */
  readonly perPage: number;
  /** When the request was sent, in epoch milliseconds of the function's clock. */
  readonly requestedAt: number;
  /** When the request was sent, in epoch milliseconds of the clock that is behind: see `requestTime` in lookback.ts. */
  readonly requestTime: number;
  /** The page's place in memory. It is freed when the page has landed or is dropped. */
  readonly place: PagePlace;
  /** How long (ms) the page waited for memory. This is not part of the page's duration. */
  readonly waitedMs: number;
};

/** A page's bytes, without line breaks. */
export type PageContent = {
  /** Gzipped if Zendesk sent the page gzipped and it can land unchanged; uncompressed otherwise. */
  readonly bytes: Buffer;
  readonly isGzip: boolean;
  /** Uncompressed size in bytes. */
  readonly size: number;
  /** The SHA-256 of the uncompressed bytes, in hex. */
  readonly digest: string;
  /** Byte ranges of the elements of the page's arrays, in the uncompressed bytes. */
  readonly arrays: ScannedPage['arrays'];
  /** The kinds of characters in the page that some readers refuse. */
  readonly unreadable: ScannedPage['unreadable'];
};
