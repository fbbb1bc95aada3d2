import { type LakeLayout, type LayoutName, LAYOUTS } from '#sandbox/lake/layout.ts';
import type { SecondMode } from '#sandbox/zendesk/index.ts';
import type { CallFault } from './engine/call.ts';
import type { SimulatedListName } from './engine/simulated-list.ts';
import type { ZendeskFaultName } from './engine/zendesk-faults.ts';

/** When every scenario's first run begins: Tuesday, 2026-11-24 12:00:00 UTC, in epoch milliseconds. */
export const FIRST_RUN_MS = 1_795_521_600_000;

/**
 * The life of one export as plain data: changes in the account, runs, and faults. Playing a scenario is deterministic, so
 * one that found a defect is kept as JSON and played as a regression test.
 */
export type Scenario = {
  readonly setup: Setup;
  /** The account's tickets when the first run begins, oldest first. */
  readonly past: readonly Group[];
  readonly events: readonly AccountEvent[];
  readonly runs: readonly Run[];
  /** The runs after that, without faults and with enough time to catch up. */
  readonly calm: Calm;
};

/** The settings of a scenario. Times are milliseconds unless the name says otherwise. */
export type Setup = {
  readonly secondMode: SecondMode;
  /** Zendesk cuts a page before it drops the rows outside `support_type_scope`. */
  readonly hiddenRows: boolean;
  readonly tooRecent: 'current' | 'legacy';
  readonly holdBackSeconds: 0 | 60;
  /** The maximum number of records per page, whatever is requested. */
  readonly largestPage: number;
  /** Zendesk's clock minus the function's. */
  readonly skewMs: number;
  readonly zendeskLatencyMs: number;
  /** The time that Zendesk needs for a page, after it has read the records. */
  readonly zendeskWorkMs: number;
  readonly awsLatencyMs: number;
  readonly requestsPerWindow: number;
  /** Whether Zendesk compresses its responses. */
  readonly compressed: boolean;
  /** A page with more records takes longer than `gatewayTimeoutMs`. */
  readonly heavyRecords: number;
  readonly gatewayTimeoutMs: number;
  readonly credentials: 'client' | 'accessToken' | 'apiToken' | 'password';
  /** Lifetime of an OAuth token in seconds. Null: the token does not expire, and `expires_in` is missing. */
  readonly expiresIn: number | null;
  /** Fields of the export request. */
  readonly pageSize: number;
  readonly include: readonly string[];
  readonly supportTypeScope: 'agent' | 'ai_agent' | 'all' | null;
  readonly requestsPerMinute: number | null;
  readonly compression: 'gzip' | 'none';
  /** The poll interval of all runs except the calm ones. Default: 0. Absent in older scenarios. */
  readonly pollSeconds?: number;
  /** Default: `page`. Absent in older scenarios. */
  readonly layout?: LayoutName;
  /** A second with more bytes is heavy. Default: no second is heavy. Absent in older scenarios. */
  readonly heavySecondBytes?: number;
  /** The export's `startTime`, in seconds before the first run. Null: the option is absent. */
  readonly startsAgo: number | null;
  /** The maximum delay until a record appears, as a share of one second less than the smallest `settleSeconds`. */
  readonly lateness: number;
  /** A fault of every page. */
  readonly constantFault: ZendeskFaultName | null;
  /** Other exports of the account in the same runs. Default: none. Absent in older scenarios. */
  readonly companions?: readonly CompanionName[];
  /** Lists of the account in the same runs. Default: none. Absent in older scenarios. */
  readonly lists?: ListSetup;
};

export type ListSetup = {
  readonly names: readonly SimulatedListName[];
  /** Zendesk returns no more rows per page, whatever is requested. */
  readonly rowsPerPage: number;
};

/** A resource that is exported together with the tickets. */
export type CompanionName = 'users' | 'organizations' | 'ticket_events';

/** The layout of a scenario's lake. */
export const layoutOf = ({ layout = 'page' }: Pick<Setup, 'layout'>): LakeLayout => LAYOUTS[layout];

/** Tickets created within one second. */
export type Group = {
  readonly secondsAgo: number;
  readonly tickets: number;
  readonly ai: boolean;
  /** From 0 to 1: how late every second ticket appears, as a share of the maximum delay. */
  readonly late: number;
};

/** An event at a time (seconds after the first run begins). Changes in the account use Zendesk's clock. */
export type AccountEvent = {
  readonly at: number;
  readonly kind: 'create' | 'update' | 'twice' | 'system' | 'delete' | 'scrub' | 'bulk' | 'rotate' | 'rewind';
  /** From 0 to below 1: selects the ticket, the number of tickets, or how far to rewind. */
  readonly which: number;
  /**
   * From 0 to 1: how late the change (the second change of `twice`) appears, as a share of the maximum delay. For a
   * rotation: when the secret changes.
   */
  readonly late: number;
};

export type Run = {
  /** Seconds after the start of the previous run. */
  readonly after: number;
  readonly remainingMs: number;
  readonly settleSeconds: number;
  /** Uses a new process even if one is idle. */
  readonly cold: boolean;
  /** Faults of the run's calls: `call` is the index of the first affected call, `lasts` their number. */
  readonly faults: readonly { readonly call: number; readonly lasts: number; readonly fault: RunFault }[];
};

/** A fault of one call of a run. */
export type RunFault =
  | CallFault
  /** The service refuses, and the SDK's retries are exhausted. */
  | { readonly kind: 'refused' }
  /** S3 has another write to the same key in progress (409). No effect on other calls. */
  | { readonly kind: 'conflict' }
  /** The call is carried out, its response is lost, and the SDK retries it. */
  | { readonly kind: 'repeated' }
  /** The call is carried out, and every response is lost. */
  | { readonly kind: 'lost' }
  /** A fault of a call to Zendesk. No effect on other calls. */
  | { readonly kind: 'zendesk'; readonly name: ZendeskFaultName };

export type Calm = {
  /** Seconds from the start of one run to the next. */
  readonly everySeconds: number;
  /** Whether each run has time for one page only, or for many. */
  readonly budget: 'one page' | 'roomy';
  readonly settleSeconds: number;
};
