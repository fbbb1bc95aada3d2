/** Plays its share of the scenarios in a process of its own; its argument is the order, as JSON. */
import { check, type Failure } from './check.ts';
import { sum, type Tally, tallyOf } from './tally.ts';

export type Order = { readonly runs: number; readonly seed: number; readonly path?: string | undefined };
export type FromWorker = { readonly failure: Failure | undefined; readonly tally: Tally };

let tally: Tally = {};
const order: Order = JSON.parse(process.argv[2] ?? '');
const failure = await check({ ...order, onTrace: (trace) => (tally = sum([tally, tallyOf(trace)])) });
process.send?.({ failure, tally } satisfies FromWorker);
