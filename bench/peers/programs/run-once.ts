/**
 * Runs the deployed bundle once. It is bundled like the contestants, into their folder. Arguments: the function's event,
 * and Zendesk's clock, both as JSON.
 */
import { patchClock } from '#sandbox/lambda/clock-patch.ts';
import { type SandboxClock, scaledClock } from '#sandbox/clock.ts';
import type { Program } from '../../child/messages.ts';

const [, , event = '', clock = ''] = process.argv;
const { speed, start, wallStart }: Pick<SandboxClock, 'speed' | 'start' | 'wallStart'> = JSON.parse(clock);
patchClock(scaledClock(speed, start, wallStart));

const contestant = './bundle.mjs';
const { default: run }: Program = await import(contestant);
await run({ origin: '', bucket: '', startTime: 0, startTimes: [], event: JSON.parse(event) });
// Connections that are kept alive would keep the process alive.
process.exit();
