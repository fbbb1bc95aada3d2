import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CursorPage } from '#functions/export/core/page/page.ts';
import { nextStep } from '#functions/export/core/pagination/pagination.ts';
import type { CursorPosition, NextStep } from '#functions/export/core/pagination/position.ts';
import { RESOURCES } from '#functions/export/core/resources.ts';
import { cursorPage, TICKETS } from '#test/support/functions/pages.ts';

const walk: CursorPosition = { kind: 'cursor', second: 100, cursor: 'requested' };
const timePosition = (startTime: number) => ({ kind: 'time' as const, startTime });

const REQUEST = { perPage: 10, requestTime: 1_000_000 };

/** The step after a page that was requested at second 1000. */
const stepAfter = (page: CursorPage, from: CursorPosition = walk): NextStep => nextStep(TICKETS, from, page, REQUEST);

describe('a cursor walk after a page with records', () => {
  it('follows the cursor while the last record is in the walked second', () => {
    const next = { kind: 'land', position: { ...walk, cursor: 'next' }, checkpointCursor: 'next' };
    expect(stepAfter(cursorPage([100, 100]))).toEqual(next);
    expect(stepAfter(cursorPage([100]), { kind: 'cursor', second: 100 })).toEqual(next);
  });

  it('resumes time-based pagination at the last record once that is later than the walked second', () => {
    expect(stepAfter(cursorPage([100, 101, 107]))).toEqual({ kind: 'land', position: timePosition(107) });
    expect(stepAfter(cursorPage([107], { endOfStream: true }))).toEqual({
      kind: 'land',
      position: timePosition(107),
      end: 'caught_up',
    });
  });

  it('catches up if the stream ends in the walked second, and keeps the newest cursor', () => {
    expect(stepAfter(cursorPage([100], { endOfStream: true }))).toEqual({
      kind: 'land',
      position: { ...walk, cursor: 'next' },
      checkpointCursor: 'next',
      end: 'caught_up',
    });
    expect(stepAfter(cursorPage([100], { endOfStream: true, afterCursor: null }))).toEqual({
      kind: 'land',
      position: walk,
      end: 'caught_up',
    });
  });

  it.each([
    ['100.0||7|', true],
    ['100||7|', true],
    ['101.0||7|', false],
    ['1600.0||7|', false],
    ['101.25||7|', false],
  ])(
    'persists the cursor %s unless its second is later, because rows hidden after the page may be later: %s',
    (text, isKept) => {
      const afterCursor = Buffer.from(text).toString('base64');
      expect(stepAfter(cursorPage([100], { afterCursor }))).toEqual({
        kind: 'land',
        position: { ...walk, cursor: afterCursor },
        ...(isKept && { checkpointCursor: afterCursor }),
      });
    },
  );

  it('persists an opaque cursor, as keyset pagination has it, if its page ends in the walked second', () => {
    const opaque = fc.base64String({ minLength: 4 }).filter((text) => !Buffer.from(text, 'base64').includes('||'));
    fc.assert(
      fc.property(opaque, fc.array(fc.integer({ min: 98, max: 102 }), { maxLength: 3 }), (afterCursor, seconds) => {
        const step = nextStep(RESOURCES.ticket_metric_events, walk, cursorPage(seconds, { afterCursor }), REQUEST);
        const last = seconds.at(-1);
        const persisted = step.kind === 'land' ? step.checkpointCursor : undefined;
        expect(persisted).toBe(last !== undefined && last <= walk.second ? afterCursor : undefined);
      }),
    );
  });

  it('ends as caught up if after_cursor equals the requested cursor (PostHog#59215)', () => {
    expect(stepAfter(cursorPage([100], { afterCursor: 'requested' }))).toMatchObject({
      kind: 'land',
      end: 'caught_up',
    });
    expect(stepAfter(cursorPage([105], { afterCursor: 'requested' }))).toMatchObject({
      kind: 'land',
      end: 'caught_up',
    });
  });

  it('continues after a first page without a cursor', () => {
    expect(stepAfter(cursorPage([100, 104], { afterCursor: null }), { kind: 'cursor', second: 100 })).toEqual({
      kind: 'land',
      position: timePosition(104),
    });
  });
});

describe('a cursor walk after an empty page', () => {
  it('ends as caught up at the end of the stream, or if after_cursor equals the requested cursor', () => {
    const caughtUp = { kind: 'end', outcome: 'caught_up' };
    expect(stepAfter(cursorPage([], { endOfStream: true }))).toEqual(caughtUp);
    expect(stepAfter(cursorPage([], { endOfStream: true, afterCursor: null }))).toEqual(caughtUp);
    expect(stepAfter(cursorPage([], { afterCursor: 'requested' }))).toEqual(caughtUp);
  });

  it('follows a new cursor through rows that Zendesk hides, but does not persist it', () => {
    expect(stepAfter(cursorPage([], { afterCursor: 'other' }))).toEqual({
      kind: 'land',
      position: { ...walk, cursor: 'other' },
    });
  });

  it('ends as stalled if more follows but there is no cursor', () => {
    expect(stepAfter(cursorPage([], { afterCursor: null }))).toEqual({ kind: 'end', outcome: 'stalled' });
    expect(stepAfter(cursorPage([], { afterCursor: null }), { kind: 'cursor', second: 100 })).toEqual({
      kind: 'end',
      outcome: 'stalled',
    });
  });
});
