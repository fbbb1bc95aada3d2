/** Plays a share of the scenarios in a separate process. Its argument is the order as JSON. */
import { check, type Failure } from './check.ts';
import { sum, type ScenarioCounts, countScenario } from './scenario-counts.ts';

export type Order = { readonly runs: number; readonly seed: number; readonly path?: string | undefined };
export type FromWorker = { readonly failure: Failure | undefined; readonly counts: ScenarioCounts };

let counts: ScenarioCounts = {};
const order: Order = JSON.parse(process.argv[2] ?? '');
const failure = await check({ ...order, onTraces: (traces) => (counts = sum([counts, countScenario(traces)])) });
process.send?.({ failure, counts } satisfies FromWorker);
