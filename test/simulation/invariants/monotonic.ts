import { verifyChain } from '#catalog/chain.ts';
import { numberIn, type Trace } from '../trace.ts';
import { cursorIn } from './chain.ts';

/** Only a rewind decreases `end_time`, and it never exceeds the landed objects at that time. */
export function monotonic({ writes, pages }: Trace): string[] {
  return writes.flatMap(({ run, before, after, landed }) => {
    const writer = run === undefined ? 'the operator' : `run ${run.index}`;
    const from = numberIn(before, 'end_time') ?? 0;
    const to = numberIn(after, 'end_time');
    if (to === undefined) return from === 0 ? [] : [`${writer} removed end_time`];
    const wrong: string[] = [];
    if (run !== undefined && to < from) wrong.push(`${writer} lowered end_time from ${from} to ${to}`);
    const startBefore = numberIn(before, 'start_time');
    const startAfter = numberIn(after, 'start_time') ?? Infinity;
    if (run !== undefined && startBefore !== undefined && startBefore !== startAfter)
      wrong.push(`${writer} changed start_time`);
    if (to < startAfter) wrong.push(`${writer} set end_time ${to} before start_time ${startAfter}`);
    const hasMoved = from !== to || before['after_cursor']?.S !== after['after_cursor']?.S;
    if (
      hasMoved &&
      !verifyChain(
        pages.filter(({ ordinal }) => ordinal < landed),
        cursorIn(after),
      ).complete
    ) {
      wrong.push(`${writer} set end_time ${to} beyond the landed objects`);
    }
    return wrong;
  });
}
