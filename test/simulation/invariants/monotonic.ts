import { verifyChain } from '#catalog/chain.ts';
import { numberIn, type Trace } from '../trace.ts';
import { cursorIn } from './chain.ts';

/** `end_time` never decreases but by a rewind, and never passes what has landed at that moment. */
export function monotonic({ writes, pages }: Trace): string[] {
  return writes.flatMap(({ run, before, after, landed }) => {
    const who = run === undefined ? 'the operator' : `run ${run.index}`;
    const from = numberIn(before, 'end_time') ?? 0;
    const to = numberIn(after, 'end_time');
    if (to === undefined) return from === 0 ? [] : [`${who} removed end_time`];
    const wrong: string[] = [];
    if (run !== undefined && to < from) wrong.push(`${who} lowered end_time from ${from} to ${to}`);
    const began = numberIn(before, 'start_time');
    const begins = numberIn(after, 'start_time') ?? Infinity;
    if (run !== undefined && began !== undefined && began !== begins) wrong.push(`${who} moved start_time`);
    if (to < begins) wrong.push(`${who} set end_time ${to} before start_time ${begins}`);
    const moved = from !== to || before['after_cursor']?.S !== after['after_cursor']?.S;
    if (
      moved &&
      !verifyChain(
        pages.filter(({ ordinal }) => ordinal < landed),
        cursorIn(after),
      ).complete
    ) {
      wrong.push(`${who} set end_time ${to} beyond what had landed`);
    }
    return wrong;
  });
}
