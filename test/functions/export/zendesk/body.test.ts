import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { InvalidPageError } from '#functions/export/core/page/page.ts';
import { bodyText, encodingOf } from '#functions/export/zendesk/body.ts';
import { answer, gzipped } from '#test/support/functions/answers.ts';

describe('the encoding of a body', () => {
  it.each([
    ['gzip', 'gzip'],
    [' GZip ', 'gzip'],
    ['identity', 'identity'],
    [' Identity ', 'identity'],
    [undefined, 'identity'],
  ])('is read in any case: %j', (encoding, expected) => {
    expect(encodingOf(answer(200, 'x', { 'content-encoding': encoding }))).toBe(expected);
  });

  it.each(['br', 'deflate', 'gzip, gzip', ''])('that was not asked for makes it no page: %j', (encoding) => {
    expect(() => encodingOf(answer(200, 'x', { 'content-encoding': encoding }))).toThrow(InvalidPageError);
  });
});

describe('the text of a body', () => {
  it('is decoded', () => {
    expect(bodyText(answer(400, 'said'))).toBe('said');
    expect(bodyText(gzipped(400, 'said'))).toBe('said');
  });

  it('is none where it cannot be', () => {
    expect(bodyText(answer(400, 'x', { 'content-encoding': 'br' }))).toBe('');
    expect(bodyText(answer(400, gzipSync('x').subarray(0, -1), { 'content-encoding': 'gzip' }))).toBe('');
  });
});
