import type { Page } from './page.ts';
import type { ScannedPage } from './scanned-page.ts';

/** A page that Zendesk has answered with: its envelope and its bytes. */
export type FetchedPage = {
  readonly kind: 'page';
  readonly page: Page;
  readonly content: PageContent;
  /** Epoch milliseconds of the function's clock. */
  readonly requestedAt: number;
  /** Epoch milliseconds by the slower of the two clocks, the function's and Zendesk's: see lookback.ts. */
  readonly requestMoment: number;
};

/** A page's bytes, on one line. */
export type PageContent = {
  /** The gzip stream as received if it can land unchanged, else uncompressed. */
  readonly bytes: Buffer;
  readonly isGzip: boolean;
  /** Uncompressed, in bytes. */
  readonly size: number;
  /** The SHA-256 of the uncompressed bytes, in hex. */
  readonly digest: string;
  /** The positions of the elements of the page's arrays in the uncompressed bytes. */
  readonly arrays: ScannedPage['arrays'];
};
