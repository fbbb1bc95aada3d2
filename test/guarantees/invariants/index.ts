import type { Trace } from '../trace.ts';
import { bounded } from './bounded.ts';
import { chained } from './chained.ts';
import { complete } from './complete.ts';
import { directed } from './directed.ts';
import { exclusive } from './exclusive.ts';
import { immutable } from './immutable.ts';
import { monotonic } from './monotonic.ts';
import { paced } from './paced.ts';
import { punctual } from './punctual.ts';
import { rewound } from './rewound.ts';
import { silent } from './silent.ts';
import { truthful } from './truthful.ts';
import { watched } from './watched.ts';
import { whole } from './whole.ts';

/** What holds of every history, whatever goes wrong in it. Each tells how it was broken, if it was. */
export const INVARIANTS: Readonly<Record<string, (trace: Trace) => readonly string[]>> = {
  complete,
  chained,
  monotonic,
  immutable,
  whole,
  bounded,
  exclusive,
  rewound,
  punctual,
  silent,
  paced,
  directed,
  truthful,
  watched,
};

/** Each broken invariant's name, and how it was broken. */
export const violationsOf = (trace: Trace): string[] =>
  Object.entries(INVARIANTS).flatMap(([name, broken]) => broken(trace).map((how) => `${name}: ${how}`));
