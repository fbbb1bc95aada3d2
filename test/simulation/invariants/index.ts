import type { ListTrace, Trace, Traces } from '../trace.ts';
import { boundedDuplicates } from './bounded-duplicates.ts';
import { chain } from './chain.ts';
import { complete } from './complete.ts';
import { deadline } from './deadline.ts';
import { exclusive } from './exclusive.ts';
import { fair } from './fair.ts';
import { immutable } from './immutable.ts';
import { accountShare } from './lists/account-share.ts';
import { snapshotComplete } from './lists/snapshot-complete.ts';
import { snapshotObjects } from './lists/snapshot-objects.ts';
import { snapshotProgress } from './lists/snapshot-progress.ts';
import { snapshotRequests } from './lists/snapshot-requests.ts';
import { snapshotResults } from './lists/snapshot-results.ts';
import { monotonic } from './monotonic.ts';
import { noLeaks } from './no-leaks.ts';
import { rateLimit } from './rate-limit.ts';
import { recordIntegrity } from './record-integrity.ts';
import { requestTarget } from './request-target.ts';
import { resultAccuracy } from './result-accuracy.ts';
import { rewind } from './rewind.ts';
import { runHistory } from './run-history.ts';

/** Returns the violations in a scenario; an empty list if there are none. */
export type Invariant = (trace: Trace) => readonly string[];

/** The invariants. They hold in every scenario with any faults. */
export const INVARIANTS = {
  complete,
  chain,
  monotonic,
  immutable,
  'record-integrity': recordIntegrity,
  'bounded-duplicates': boundedDuplicates,
  exclusive,
  rewind,
  deadline,
  'no-leaks': noLeaks,
  'rate-limit': rateLimit,
  fair,
  'request-target': requestTarget,
  'result-accuracy': resultAccuracy,
  'run-history': runHistory,
} as const satisfies Readonly<Record<string, Invariant>>;

/** Returns the violations of a list in a scenario. */
type ListInvariant = (trace: ListTrace) => readonly string[];

/** The invariants of lists. */
export const LIST_INVARIANTS = {
  'snapshot-complete': snapshotComplete,
  'snapshot-objects': snapshotObjects,
  'snapshot-requests': snapshotRequests,
  'snapshot-progress': snapshotProgress,
  'snapshot-results': snapshotResults,
  'account-share': accountShare,
  exclusive,
  deadline,
  'no-leaks': noLeaks,
  'run-history': runHistory,
} as const satisfies Readonly<Record<string, ListInvariant>>;

export type InvariantName = keyof typeof INVARIANTS | keyof typeof LIST_INVARIANTS;

/** The violations of all invariants in each export and list, with the invariant's name in front. */
export const findViolations = ({ exports, lists }: Traces): string[] => [
  ...exports.flatMap((trace) => violationsIn(trace, INVARIANTS, trace === exports[0] ? '' : ` (${trace.of.id})`)),
  ...lists.flatMap((trace) => violationsIn(trace, LIST_INVARIANTS, ` (${trace.of.id})`)),
];

const violationsIn = <T>(
  trace: T,
  invariants: Readonly<Record<string, (trace: T) => readonly string[]>>,
  suffix: string,
): string[] =>
  Object.entries(invariants).flatMap(([name, invariant]) =>
    invariant(trace).map((violation) => `${name}: ${violation}${suffix}`),
  );
