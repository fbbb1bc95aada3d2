import { describe, expect, it } from 'vitest';
import type { CursorPage } from '#functions/export/core/page/page.ts';
import { nextStep } from '#functions/export/core/pagination/pagination.ts';
import type { CursorPosition, NextStep } from '#functions/export/core/pagination/position.ts';
import { cursorPage, TICKETS } from '#test/support/functions/pages.ts';

const walk: CursorPosition = { kind: 'cursor', second: 100, cursor: 'asked' };
const beyond = (startTime: number) => ({ kind: 'time' as const, startTime });

const after = (page: CursorPage, from: CursorPosition = walk): NextStep =>
  nextStep(TICKETS, from, page, { perPage: 10, requestTime: 1_000_000 });

describe('a walk after a page with records', () => {
  it('follows the cursor while the last record lies within the second', () => {
    const next = { kind: 'land', position: { ...walk, cursor: 'next' }, checkpointCursor: 'next' };
    expect(after(cursorPage([100, 100]))).toEqual(next);
    expect(after(cursorPage([100]), { kind: 'cursor', second: 100 })).toEqual(next);
  });

  it("returns to time-based pagination at the last record's second once that lies beyond", () => {
    expect(after(cursorPage([100, 101, 107]))).toEqual({ kind: 'land', position: beyond(107) });
    expect(after(cursorPage([107], { endOfStream: true }))).toEqual({
      kind: 'land',
      position: beyond(107),
      end: 'caught_up',
    });
  });

  it('is caught up if the stream ends within the second, and keeps the newest cursor', () => {
    expect(after(cursorPage([100], { endOfStream: true }))).toEqual({
      kind: 'land',
      position: { ...walk, cursor: 'next' },
      checkpointCursor: 'next',
      end: 'caught_up',
    });
    expect(after(cursorPage([100], { endOfStream: true, afterCursor: null }))).toEqual({
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
    ['another form', true],
  ])(
    'lets a checkpoint keep the cursor %s: %s, since rows hidden behind the page may have a later second',
    (text, isKept) => {
      const afterCursor = Buffer.from(text).toString('base64');
      expect(after(cursorPage([100], { afterCursor }))).toEqual({
        kind: 'land',
        position: { ...walk, cursor: afterCursor },
        ...(isKept && { checkpointCursor: afterCursor }),
      });
    },
  );

  it('ends as caught up if a cursor leads to itself (PostHog#59215)', () => {
    expect(after(cursorPage([100], { afterCursor: 'asked' }))).toMatchObject({ kind: 'land', end: 'caught_up' });
    expect(after(cursorPage([105], { afterCursor: 'asked' }))).toMatchObject({ kind: 'land', end: 'caught_up' });
  });

  it('does not take a missing cursor on its first page for one that leads to itself', () => {
    expect(after(cursorPage([100, 104], { afterCursor: null }), { kind: 'cursor', second: 100 })).toEqual({
      kind: 'land',
      position: beyond(104),
    });
  });
});

describe('a walk after an empty page', () => {
  it('is caught up at the end of the stream, or at a cursor that leads to itself', () => {
    const caughtUp = { kind: 'end', outcome: 'caught_up' };
    expect(after(cursorPage([], { endOfStream: true }))).toEqual(caughtUp);
    expect(after(cursorPage([], { endOfStream: true, afterCursor: null }))).toEqual(caughtUp);
    expect(after(cursorPage([], { afterCursor: 'asked' }))).toEqual(caughtUp);
  });

  it('follows a new cursor through rows that Zendesk hides, but lets no checkpoint keep it', () => {
    expect(after(cursorPage([], { afterCursor: 'other' }))).toEqual({
      kind: 'land',
      position: { ...walk, cursor: 'other' },
    });
  });

  it('stalls if more follows and there is no cursor', () => {
    expect(after(cursorPage([], { afterCursor: null }))).toEqual({ kind: 'end', outcome: 'stalled' });
    expect(after(cursorPage([], { afterCursor: null }), { kind: 'cursor', second: 100 })).toEqual({
      kind: 'end',
      outcome: 'stalled',
    });
  });
});
