/** Plays histories against a function that was broken on purpose, and tells what came of it as one line of JSON. */
import { check } from '../check.ts';

const [, , runs, seed] = process.argv;
let played = 0;
const failure = await check({ runs: Number(runs), seed: Number(seed), shrink: false, onTrace: () => (played += 1) });
process.stdout.write(`${JSON.stringify({ played, violations: failure?.violations ?? [] })}\n`);
