import type { RunResult } from '#functions/export/core/outcome.ts';
import type { ZendeskAccount } from '#sandbox/zendesk/index.ts';
import type { Scenario, Run, RunFault } from './scenario.ts';
import type { Item } from './engine/dynamodb.ts';
import type { Landed } from './engine/landed.ts';

export type Service = 'dynamodb' | 's3' | 'secrets' | 'zendesk';

/** One call that a run made. Times are epoch milliseconds throughout. */
export type CallTrace = {
  readonly service: Service;
  /** `UpdateItem`, `PutObject`, `GET`, … */
  readonly operation: string;
  readonly at: number;
  readonly fault: RunFault | undefined;
};

/** A request to Zendesk, and what came of it. */
export type RequestTrace = {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly at: number;
  /** No byte came until the client's timeout. */
  isSilent?: boolean;
  /** What Zendesk answered, when the headers were there; undefined where none ever were. */
  answered?: {
    readonly at: number;
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    /** Before compression, and whatever became of it on its way. */
    readonly body: string;
  };
};

export type RunTrace = {
  readonly index: number;
  /** After all that goes wrong. */
  readonly isCalm: boolean;
  readonly settings: Run;
  readonly startedAt: number;
  readonly deadline: number;
  /** Its lease's owner, once it has begun. */
  id?: string;
  readonly calls: CallTrace[];
  readonly requests: RequestTrace[];
  readonly logs: { readonly message: string; readonly fields: Readonly<Record<string, unknown>> }[];
  /** Undefined where it was killed, or never came to an end. */
  /** Killed or frozen by the scenario while it was at work. */
  stopped?: boolean;
  ended?: { readonly at: number } & ({ readonly result: RunResult } | { readonly error: unknown });
};

/** A write to the cursor item that took effect. */
export type ItemWrite = {
  readonly at: number;
  /** Who wrote; undefined for the operator. */
  readonly run: RunTrace | undefined;
  /** The operator's aim (epoch seconds). */
  readonly rewindTo: number | undefined;
  readonly before: Item;
  readonly after: Item;
  /** How many objects were in the lake then. */
  readonly landed: number;
};

/**
 * How the calm runs ended: `quiet` if the last of them all caught up and left the learnt page size as it was. Otherwise
 * their maximum number is reached: `behind` if they did not catch up, `page_size_changing` if only the page size still
 * changed.
 */
export type CalmEnd = 'quiet' | 'behind' | 'page_size_changing';

/** All that happened when a scenario was played. */
export type Trace = Landed & {
  readonly scenario: Scenario;
  readonly account: ZendeskAccount;
  /** Keys of objects that were written over. */
  readonly replaced: readonly string[];
  readonly runs: readonly RunTrace[];
  readonly writes: readonly ItemWrite[];
  readonly item: Item;
  /** Everything that must not show in a log or an error. */
  readonly confidential: ReadonlySet<string>;
  readonly rewinds: number;
  /** Where the export has to begin (epoch seconds): where it was asked to, or the earliest rewind. */
  readonly began: number;
  readonly calmEnd: CalmEnd;
};

/** The number under this name, or undefined. */
export function numberIn(item: Item, name: string): number | undefined {
  const text = item[name]?.N;
  return text === undefined ? undefined : Number(text);
}
