import type { RunResult } from '#functions/export/core/outcome.ts';
import type { Scenario, Run, RunFault } from './scenario.ts';
import type { Item } from './engine/dynamodb.ts';
import type { Landed } from './engine/landed.ts';
import type { SnapshotPage } from './engine/landed-lists.ts';
import type { RowLives } from './engine/list-life.ts';
import type { SimulatedExport } from './engine/simulated-export.ts';
import type { SimulatedList } from './engine/simulated-list.ts';

export type Service = 'dynamodb' | 's3' | 'secrets' | 'zendesk';

/** One call that a run made. Times are epoch milliseconds throughout. */
type CallTrace = {
  readonly service: Service;
  /** `UpdateItem`, `PutObject`, `GET`, … */
  readonly operation: string;
  readonly at: number;
  readonly fault: RunFault | undefined;
  /** The export's id; undefined for a call that concerns the whole run. */
  readonly exportId: string | undefined;
};

/** A request to Zendesk with its response. */
export type RequestTrace = {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly at: number;
  /** True if no byte arrived until the client's timeout. */
  isSilent?: boolean;
  /** Zendesk's response; undefined if its headers never arrived. `at` is the time at which they did. */
  answered?: {
    readonly at: number;
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    /** The body before compression and delivery faults. */
    readonly body: string;
  };
};

export type RunTrace = {
  readonly index: number;
  /** True for the runs after all faults. */
  readonly isCalm: boolean;
  readonly settings: Run;
  readonly startedAt: number;
  readonly deadline: number;
  /** The owner of its lease; undefined until it has started. */
  id?: string;
  readonly calls: CallTrace[];
  readonly requests: RequestTrace[];
  /** The requests of all exports of the run. */
  readonly allRequests: readonly RequestTrace[];
  readonly logs: { readonly message: string; readonly fields: Readonly<Record<string, unknown>> }[];
  /** True if the scenario killed or froze the process during the run. */
  stopped?: boolean;
  /** Undefined if the run was killed or never ended. `unreported`: another export failed, so the run has no results. */
  ended?: { readonly at: number } & RunEnding;
};

type RunEnding = { readonly result: RunResult } | { readonly error: unknown } | { readonly unreported: true };

/** A write to a cursor item that took effect. */
export type ItemWrite = {
  readonly at: number;
  readonly exportId: string;
  /** The run that wrote; undefined for the operator. */
  readonly run: RunTrace | undefined;
  /** The target of an operator's rewind (epoch seconds). */
  readonly rewindTo: number | undefined;
  readonly before: Item;
  readonly after: Item;
  /** The number of objects in the lake at that time. */
  readonly landed: number;
};

/**
 * How the calm runs ended: `quiet` if the last of them all caught up and left the reduced page size as it was. Otherwise
 * their maximum number is reached: `behind` if they did not catch up, `page_size_changing` if only the page size still
 * changed.
 */
export type CalmEnd = 'quiet' | 'behind' | 'page_size_changing';

/** A record of a complete export. */
export type ExpectedRecord = { readonly id: number; readonly second: number; readonly text: string };

/** All events of a played scenario that concern one export or list. */
type AnyTrace = {
  readonly scenario: Scenario;
  /** Keys of overwritten objects. */
  readonly replaced: readonly string[];
  readonly runs: readonly RunTrace[];
  readonly writes: readonly ItemWrite[];
  readonly item: Item;
  /** Texts that must not appear in a log or an error. */
  readonly confidential: ReadonlySet<string>;
  readonly rewinds: number;
  /** The second at which the export must begin (epoch seconds): its `startTime`, or the earliest rewind if that is earlier. */
  readonly beginsAt: number;
  readonly calmEnd: CalmEnd;
};

/** The events of an incremental export. */
export type Trace = AnyTrace &
  Landed & {
    readonly of: SimulatedExport;
    /** The records of a complete export at the end of the scenario. */
    readonly expected: readonly ExpectedRecord[];
  };

/** The events of a list. */
export type ListTrace = AnyTrace & {
  readonly of: SimulatedList;
  /** The lives of its rows and their parents. */
  readonly rows: RowLives;
  readonly parents: RowLives;
  /** The landed pages of its snapshots, in the order in which they were written. */
  readonly pages: readonly SnapshotPage[];
};

/** All events of a played scenario, by export and list. */
export type Traces = {
  readonly exports: readonly [tickets: Trace, ...companions: Trace[]];
  readonly lists: readonly ListTrace[];
};

/** The value of a numeric attribute, or undefined. */
export function numberIn(item: Item, name: string): number | undefined {
  const text = item[name]?.N;
  return text === undefined ? undefined : Number(text);
}
