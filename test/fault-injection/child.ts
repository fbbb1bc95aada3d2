/** Plays scenarios against a function with a fault, and prints the outcome as one line of JSON. */
import { check } from '#test/simulation/check.ts';
import type { Outcome } from './inject.ts';

const [, , runs, seed] = process.argv;
let played = 0;
const failure = await check({ runs: Number(runs), seed: Number(seed), shrink: false, onTrace: () => (played += 1) });
process.stdout.write(`${JSON.stringify({ played, violations: failure?.violations ?? [] } satisfies Outcome)}\n`);
