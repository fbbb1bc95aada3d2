import { describe, expect, it } from 'vitest';
import { watchHeavySecond } from '#functions/export/zendesk/heavy-second.ts';
import { ticket, TICKETS_FORMAT, timeText } from '#test/support/functions/pages.ts';

const LIMIT = 500;
const WALKABLE = { canWalk: true, format: TICKETS_FORMAT };

/** A page of more than the limit with these seconds. */
const pageOf = (...seconds: number[]): string =>
  timeText(
    seconds.map((second, id) => ticket(id, second, { padding: ' '.repeat(100) })),
    9,
  );
const HEAVY = pageOf(9, 9, 9, 9, 9, 9);

type Options = { readonly source?: typeof WALKABLE; readonly encoding?: string; readonly chunkLength?: number };

/** The number of bytes at which a heavy second is detected; undefined if none is. */
function detectAt(text: string, { source = WALKABLE, encoding, chunkLength = 1 }: Options = {}): number | undefined {
  const headers = encoding === undefined ? {} : { 'content-encoding': encoding };
  const isHeavy = watchHeavySecond({ headers }, source, LIMIT);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += chunkLength) {
    if (isHeavy(bytes.subarray(at, at + chunkLength))) return at + chunkLength;
  }
  return undefined;
}

describe('watchHeavySecond', () => {
  it('detects a heavy second as soon as the page exceeds the limit', () => {
    expect(detectAt(HEAVY)).toBe(LIMIT + 1);
    expect(detectAt(HEAVY, { chunkLength: 400 })).toBe(800);
    expect(detectAt(HEAVY, { encoding: 'identity' })).toBe(LIMIT + 1);
  });

  it('detects none in a page of several seconds, or up to the limit', () => {
    expect(detectAt(pageOf(8, 9, 9, 9, 9, 9))).toBeUndefined();
    expect(detectAt(HEAVY.slice(0, LIMIT))).toBeUndefined();
  });

  it('detects none in a page that arrives compressed, which is small enough', () => {
    expect(detectAt(HEAVY, { encoding: 'gzip' })).toBeUndefined();
  });

  it('detects none if the resource has no cursor endpoint', () => {
    expect(detectAt(HEAVY, { source: { ...WALKABLE, canWalk: false } })).toBeUndefined();
  });

  it('leaves an invalid page to the reader', () => {
    expect(detectAt(`[${HEAVY}]`)).toBeUndefined();
  });
});
