import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createPageScanner } from '#functions/export/core/page/page-scanner.ts';
import { inflate } from '#functions/export/zendesk/inflate.ts';
import { readPage } from '#functions/export/zendesk/page-reader.ts';
import { answer } from '#test/support/functions/answers.ts';
import { NEVER } from '#test/support/functions/aws.ts';
import { TICKETS_FORMAT } from '#test/support/functions/pages.ts';

const GZIP = { 'content-encoding': 'gzip' };

/** The bytes of one page, and how they arrive and are kept. */
const WAYS = [
  ['passed through', (page: Buffer) => answer(200, gzipSync(page), GZIP), false],
  ['inflated', (page: Buffer) => answer(200, gzipSync(page), GZIP), true],
  ['uncompressed', (page: Buffer) => answer(200, page), false],
] as const;

/** Characters that end before this offset, begin there, or are cut by it, because the page is inflated in such chunks. */
const CHUNK_BYTES = 512 * 1024;

/** A page with this text in Latin-1, whose first byte is at the offset. */
function pageWith(text: string, offset: number): Buffer {
  const start = '{"tickets":[{"id":1,"generated_timestamp":5,"x":"';
  return Buffer.from(`${start.padEnd(offset, 'x')}${text}"}],"end_of_stream":true,"end_time":5}`, 'latin1');
}

describe.each(WAYS)('a page that is %s', (_way, respond, needsUncompressed) => {
  async function read(page: Buffer) {
    const result = await readPage(respond(page), {
      inflate,
      createScanner: () => createPageScanner(TICKETS_FORMAT, 0),
      needsUncompressed,
      onInflated: () => undefined,
      signal: NEVER,
    });
    if (result.kind === 'heavy_second') throw new Error('not read to its end');
    return result.content;
  }

  it.each([
    ['half of a surrogate pair', String.raw`\ud83d \udbff`, ['half of a surrogate pair']],
    ['a sequence of bytes that is not UTF-8', '\xf0\x9f\x98x', ['bytes that are not UTF-8']],
    ['a control character', 'x\tx', ['a raw control character']],
    ['readable characters', String.raw`\ud83d\ude00 \\ud83d` + '\xf0\x9f\x98\x80', []],
    ['a raw line break, which lands as a space', 'x\r\nx', []],
    ['a raw line break after a backslash', '\\\n', []],
  ])('has its kinds found in %s, at any place', async (_name, text, kinds) => {
    const places = Array.from({ length: text.length + 2 }, (_, at) => CHUNK_BYTES - at);
    for (const offset of [60, ...places]) {
      const page = pageWith(text, offset);
      const { bytes, isGzip, unreadable } = await read(page);
      expect(unreadable).toEqual(kinds);
      const landed = (isGzip ? gunzipSync(bytes) : bytes).toString('latin1');
      expect(landed === page.toString('latin1').replaceAll(/[\r\n]/g, ' ')).toBe(true);
    }
  });
});
