import type { Layout, OversizedRows } from '../lake/layout.ts';

/** What happens in a run, for the log. No event holds a secret or a ticket's content. */
export type RunEvent =
  | {
      readonly kind: 'page';
      readonly export: string;
      readonly pagination: 'time' | 'cursor';
      /** Epoch seconds: the page's interval. */
      readonly start_time: number;
      readonly end_time: number;
      readonly records: number;
      /** Of the page, uncompressed. */
      readonly bytes: number;
      readonly end_of_stream: boolean;
      /** The object with the records: newly written, present already, or a repetition of the last landed page. */
      readonly landed: 'new' | 'present' | 'repeated';
      /** Epoch seconds: what is persisted as `end_time`. */
      readonly persisted: number;
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
  /** A page whose records Zendesk may have filtered out after cutting it; it is asked for again. */
  | {
      readonly kind: 'hidden_page';
      readonly export: string;
      /** Epoch seconds: where the page was asked from, and its own `end_time`. */
      readonly start_time: number;
      readonly end_time: number;
      readonly records: number;
      readonly per_page: number;
    }
  | { readonly kind: 'retry'; readonly export: string; readonly detail: string }
  /** An object that is about to land has rows that readers of its layout may refuse. */
  | ({
      readonly kind: 'oversized';
      readonly export: string;
      readonly key: string;
      readonly layout: Layout;
    } & OversizedRows);

export type Emit = (event: RunEvent) => void;
