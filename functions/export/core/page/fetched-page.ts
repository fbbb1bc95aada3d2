import type { Page } from './page.ts';
import type { ScannedPage } from './scanned-page.ts';

/** A page as it came from Zendesk. */
export type FetchedPage = {
  readonly kind: 'page';
  readonly page: Page;
  readonly content: PageContent;
  /** Records asked for. */
  readonly perPage: number;
  /** Epoch milliseconds of the function's clock. */
  readonly requestedAt: number;
  /** Epoch milliseconds by the slower of both clocks: see lookback.ts. */
  readonly requestTime: number;
};

/** A page's bytes, on one line. */
export type PageContent = {
  /** As they came if they came gzipped and can land like that; uncompressed otherwise. */
  readonly bytes: Buffer;
  readonly isGzip: boolean;
  /** Uncompressed, in bytes. */
  readonly size: number;
  /** The SHA-256 of the uncompressed bytes, in hex. */
  readonly digest: string;
  /** Where the elements of the page's arrays lie in the uncompressed bytes. */
  readonly arrays: ScannedPage['arrays'];
};
