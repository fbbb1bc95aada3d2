import type { Trace, Traces } from '../trace.ts';
import { boundedDuplicates } from './bounded-duplicates.ts';
import { chain } from './chain.ts';
import { complete } from './complete.ts';
import { deadline } from './deadline.ts';
import { exclusive } from './exclusive.ts';
import { immutable } from './immutable.ts';
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
  'request-target': requestTarget,
  'result-accuracy': resultAccuracy,
  'run-history': runHistory,
} as const satisfies Readonly<Record<string, Invariant>>;

export type InvariantName = keyof typeof INVARIANTS;

/** The violations of all invariants in each export, with the invariant's name in front. */
export const findViolations = (traces: Traces): string[] =>
  traces.flatMap((trace) =>
    Object.entries(INVARIANTS).flatMap(([name, invariant]) =>
      invariant(trace).map((violation) => `${name}: ${violation}${trace === traces[0] ? '' : ` (${trace.of.id})`}`),
    ),
  );
