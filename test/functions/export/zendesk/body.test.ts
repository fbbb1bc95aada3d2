import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { InvalidPageError } from '#functions/export/core/page/page.ts';
import { bodyText, readEncoding } from '#functions/export/zendesk/body.ts';
import { answer, gzipped } from '#test/support/functions/answers.ts';

describe('readEncoding', () => {
  it.each([
    ['gzip', 'gzip'],
    [' GZip ', 'gzip'],
    ['identity', 'identity'],
    [' Identity ', 'identity'],
    [undefined, 'identity'],
  ])('ignores case and spaces, and defaults to identity: %j', (encoding, expected) => {
    expect(readEncoding(answer(200, 'x', { 'content-encoding': encoding }))).toBe(expected);
  });

  it.each(['br', 'deflate', 'gzip, gzip', ''])('rejects an encoding that was not requested: %j', (encoding) => {
    expect(() => readEncoding(answer(200, 'x', { 'content-encoding': encoding }))).toThrow(InvalidPageError);
  });
});

describe('bodyText', () => {
  it('returns the text of a plain or gzipped body', () => {
    expect(bodyText(answer(400, 'text'))).toBe('text');
    expect(bodyText(gzipped(400, 'text'))).toBe('text');
  });

  it('returns an empty text if the body cannot be decoded', () => {
    expect(bodyText(answer(400, 'not gzip', { 'content-encoding': 'gzip' }))).toBe('');
    expect(bodyText(answer(400, 'x', { 'content-encoding': 'br' }))).toBe('');
    expect(bodyText(answer(400, gzipSync('x').subarray(0, -1), { 'content-encoding': 'gzip' }))).toBe('');
  });
});
