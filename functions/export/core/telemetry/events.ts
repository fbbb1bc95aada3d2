import type { DatasetObject, Layout, OversizedRows } from '../lake/layout.ts';

/** The events of a run, for the log and the metrics. No event contains a secret or a ticket's content. */
export type RunEvent =
  | {
      readonly kind: 'page';
      readonly export: string;
      readonly pagination: 'time' | 'cursor' | 'list';
      /** The page's interval in epoch seconds. Of a list: when the snapshot began. */
      readonly start_time: number;
      readonly end_time: number;
      readonly records: number;
      /** Uncompressed size of the page. */
      readonly bytes: number;
      readonly end_of_stream: boolean;
      /** The number of the page in its snapshot. */
      readonly page?: number;
      /** The object with the records: newly written, already present, or skipped as a duplicate of the last page. */
      readonly landed: 'new' | 'present' | 'repeated';
      /** The persisted `end_time` in epoch seconds; null if a list has no complete snapshot yet. */
      readonly persisted: number | null;
      readonly per_page: number;
      /** Milliseconds from the request's start to the checkpoint. */
      readonly duration_ms: number;
    }
  | {
      readonly kind: 'wait';
      readonly export: string;
      readonly reason: 'pace' | 'retry_after' | 'backoff';
      readonly wait_ms: number;
    }
  /** A page that may hide rows; the run requests it again with other page sizes (see hidden-page.ts). */
  | {
      readonly kind: 'hidden_page';
      readonly export: string;
      /** The requested `start_time` and the page's `end_time`, in epoch seconds. */
      readonly start_time: number;
      readonly end_time: number;
      readonly records: number;
      readonly per_page: number;
    }
  /** The export's cursor item could not be read before the lease. */
  | { readonly kind: 'unread'; readonly export: string; readonly detail: string }
  /** The account lacks the resource; `detail` names the cause. */
  | { readonly kind: 'unavailable'; readonly export: string; readonly detail: string }
  | { readonly kind: 'retry'; readonly export: string; readonly detail: string }
  /** An object that is about to land has rows longer than query engines accept for its layout. */
  | (ObjectEvent<'oversized'> & OversizedRows)
  /** An object that is about to land has rows that some readers refuse. */
  | (ObjectEvent<'unreadable'> & NonNullable<DatasetObject['unreadable']>);

/** An event about an object of the lake. */
type ObjectEvent<Kind> = {
  readonly kind: Kind;
  readonly export: string;
  readonly key: string;
  readonly layout: Layout;
};

export type Emit = (event: RunEvent) => void;
