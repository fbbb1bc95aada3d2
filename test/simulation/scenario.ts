import { type LakeLayout, type LayoutName, LAYOUTS } from '#sandbox/lake/layout.ts';
import type { SecondMode } from '#sandbox/zendesk/index.ts';
import type { CallFault } from './engine/call.ts';
import type { ZendeskFaultName } from './engine/zendesk-faults.ts';

/** When every scenario's first run begins: Tuesday, 2026-11-24 12:00:00 UTC, in epoch milliseconds. */
export const FIRST_RUN_MS = 1_795_521_600_000;

/**
 * What happens to one export, as plain data: an account's life, the runs, and all that goes wrong. Playing it is
 * deterministic, so a scenario that once showed a defect is kept as JSON and played again.
 */
export type Scenario = {
  readonly setup: Setup;
  /** What the account holds when the first run begins, oldest first. */
  readonly past: readonly Group[];
  readonly events: readonly AccountEvent[];
  readonly runs: readonly Run[];
  /** The runs after all that: nothing goes wrong any more, and time is left to catch up. */
  readonly calm: Calm;
};

/** What stays as it is for the whole scenario. Times are milliseconds unless the name says otherwise. */
export type Setup = {
  readonly secondMode: SecondMode;
  /** Zendesk cuts a page before it drops the rows outside `support_type_scope`. */
  readonly hiddenRows: boolean;
  readonly tooRecent: 'current' | 'legacy';
  readonly holdBackSeconds: 0 | 60;
  /** A page never holds more records. */
  readonly largestPage: number;
  /** How far Zendesk's clock is ahead of the function's. */
  readonly skewMs: number;
  readonly zendeskLatencyMs: number;
  /** How long Zendesk works on a page, after it has looked at its records. */
  readonly zendeskWorkMs: number;
  readonly awsLatencyMs: number;
  readonly requestsPerWindow: number;
  /** Zendesk compresses its answers. */
  readonly compressed: boolean;
  /** A page with more records takes longer than the gateway waits, which is this long. */
  readonly heavyRecords: number;
  readonly gatewayTimeoutMs: number;
  readonly credentials: 'client' | 'accessToken' | 'apiToken' | 'password';
  /** Lifetime of an OAuth token in seconds; null: it does not expire, and `expires_in` is missing. */
  readonly expiresIn: number | null;
  /** The export request's own fields. */
  readonly pageSize: number;
  readonly include: readonly string[];
  readonly supportTypeScope: 'agent' | 'ai_agent' | 'all' | null;
  readonly requestsPerMinute: number | null;
  readonly compression: 'gzip' | 'none';
  /** Before all is calm. Absent in scenarios from before there was such a rest: none. */
  readonly pollSeconds?: number;
  /** Absent in scenarios from before there was a choice: page. */
  readonly layout?: LayoutName;
  /** The bytes from which a second is heavy. Absent in scenarios from before there was a choice: no second is. */
  readonly heavySecondBytes?: number;
  /** Where the export begins, in seconds before the first run; null: `startTime` is not given. */
  readonly startsAgo: number | null;
  /** A record shows so late at most, as a share of the least `settleSeconds` less one. */
  readonly lateness: number;
  /** What is odd about every page. */
  readonly constantFault: ZendeskFaultName | null;
};

/** How the pages of a scenario lie in its lake. */
export const layoutOf = ({ layout = 'page' }: Pick<Setup, 'layout'>): LakeLayout => LAYOUTS[layout];

/** Tickets that were created within one second. */
export type Group = {
  readonly secondsAgo: number;
  readonly tickets: number;
  readonly ai: boolean;
  /** Of 0 to 1: how late every other one shows, as a share of the greatest lateness. */
  readonly late: number;
};

/** What happens at a time (seconds after the first run begins), by Zendesk's clock where it concerns the account. */
export type AccountEvent = {
  readonly at: number;
  readonly kind: 'create' | 'update' | 'twice' | 'system' | 'delete' | 'scrub' | 'bulk' | 'rotate' | 'rewind';
  /** Of 0 to below 1: which ticket, how many of them, how far back. */
  readonly which: number;
  /**
   * Of 0 to 1: how late it shows, or the second change of `twice`, as a share of the greatest lateness; for a
   * rotation, when the secret follows.
   */
  readonly late: number;
};

export type Run = {
  /** Seconds after the run before it has begun. */
  readonly after: number;
  readonly remainingMs: number;
  readonly settleSeconds: number;
  /** In a new process, though an idle one may be there. */
  readonly cold: boolean;
  /** What goes wrong, by the run's calls counted from 0, with so many of them. */
  readonly faults: readonly { readonly call: number; readonly lasts: number; readonly fault: RunFault }[];
};

/** What goes wrong with one call of a run, whichever it is. */
export type RunFault =
  | CallFault
  /** The service refuses; the SDK has tried again and again. */
  | { readonly kind: 'refused' }
  /** S3 is at another write to the same key (409); elsewhere nothing. */
  | { readonly kind: 'conflict' }
  /** It is carried out, the answer is lost, and the SDK sends it again. */
  | { readonly kind: 'repeated' }
  /** It is carried out, and every answer is lost. */
  | { readonly kind: 'lost' }
  /** Where the call is one to Zendesk, this; elsewhere nothing. */
  | { readonly kind: 'zendesk'; readonly name: ZendeskFaultName };

export type Calm = {
  /** Seconds from the start of one run to the next. */
  readonly everySeconds: number;
  /** Time for one page in each run, or for as much as there is. */
  readonly budget: 'one page' | 'roomy';
  readonly settleSeconds: number;
};
