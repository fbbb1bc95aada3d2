import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidPageError } from '#functions/export/core/page/page.ts';
import { createPageScanner } from '#functions/export/core/page/page-scanner.ts';
import { inflate } from '#functions/export/zendesk/inflate.ts';
import { readPage, type ReadPage } from '#functions/export/zendesk/page-reader.ts';
import { answer, gzipped } from '#test/support/functions/answers.ts';
import { NEVER } from '#test/support/functions/aws.ts';
import { TICKETS } from '#test/support/functions/pages.ts';
import { prettyPrinted } from '#test/support/functions/pretty-printed.ts';
import { everythingIn, thrownBy } from '#test/support/functions/thrown.ts';

const PAGE = '{"tickets":[{"id":1,"generated_timestamp":100}],"end_of_stream":true,"end_time":100}';

type Options = { readonly needsUncompressed?: boolean; readonly signal?: AbortSignal };

const read = (result: ReturnType<typeof answer>, { needsUncompressed = false, signal = NEVER }: Options = {}) =>
  readPage(result, { inflate, needsUncompressed, signal, newScanner: () => createPageScanner(TICKETS, 0) });

const readGzip = (body: Buffer, options?: Options): Promise<ReadPage> =>
  read(answer(200, body, { 'content-encoding': 'gzip' }), options);

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const plain = (text: string) => ({
  bytes: Buffer.from(text),
  isGzip: false,
  size: Buffer.byteLength(text),
  digest: sha256(text),
});

/** 20 MB of JSON in 40 pieces, by pages of which each has its own content. */
const large = `{"tickets":[${Array.from({ length: 20_000 }, (_, id) => `{"id":${id},"generated_timestamp":100,"text":"${'x'.repeat(950)}${id}"}`).join(',')}]}`;

describe('a page that result gzipped', () => {
  it('lands as it result, known by the digest of what is in it', async () => {
    const result = gzipped(200, PAGE);
    const { content, scanned } = await read(result);
    expect(content).toMatchObject({ isGzip: true, size: PAGE.length, digest: sha256(PAGE) });
    expect(content.bytes).toBe(result.body);
    expect(scanned.envelope.get('end_time')).toBe(100);
    expect(content.arrays.get('tickets')).toHaveLength(1);
  });

  it('is read in pieces, and the same as in one', async () => {
    const { content, scanned } = await read(gzipped(200, large));
    expect(content).toMatchObject({ size: large.length, digest: sha256(large) });
    expect(scanned.records).toHaveLength(20_000);
    const whole = await read(answer(200, large));
    expect(scanned).toEqual(whole.scanned);
  });

  it('is uncompressed where that is needed', async () => {
    expect((await read(gzipped(200, PAGE), { needsUncompressed: true })).content).toMatchObject(plain(PAGE));
    const { content } = await read(gzipped(200, large), { needsUncompressed: true });
    expect(content.bytes.equals(Buffer.from(large))).toBe(true);
  });

  it('lands uncompressed where a raw line break has to go', async () => {
    const { content } = await read(gzipped(200, `\n${PAGE}\r\n`));
    expect(content).toMatchObject(plain(` ${PAGE}  `));
  });

  it('loses no byte in several gzip members, which not every reader of the lake takes as they result', async () => {
    const members = Buffer.concat([gzipSync(PAGE.slice(0, 30)), gzipSync(PAGE.slice(30))]);
    expect((await readGzip(members)).content).toMatchObject(plain(PAGE));
    expect((await readGzip(members, { needsUncompressed: true })).content).toMatchObject(plain(PAGE));
  });

  it('is refused with something behind it that is no gzip', async () => {
    await expect(readGzip(Buffer.concat([gzipSync(PAGE), Buffer.from('padding')]))).rejects.toThrow(InvalidPageError);
  });

  it('is found truncated anywhere (tap-zendesk#131)', async () => {
    const whole = gzipSync(PAGE);
    for (let length = 0; length < whole.length; length += 1) {
      for (const needsUncompressed of [false, true]) {
        await expect(readGzip(whole.subarray(0, length), { needsUncompressed })).rejects.toThrow(InvalidPageError);
      }
    }
  });

  it('is found damaged by the checksum, and nothing of it is quoted', async () => {
    const damaged = gzipSync(`{"tickets":[{"id":1,"generated_timestamp":1,"a":"PLANTED"}]}`, { level: 0 });
    damaged.write('X', damaged.indexOf('PLANTED') + 1);
    const error = await thrownBy(() => readGzip(damaged));
    expect(error).toBeInstanceOf(InvalidPageError);
    expect(error.message).toBe('the gzip stream breaks off or is damaged');
    expect(everythingIn(error)).not.toContain('LANTED');
  });

  it('is read no further once the time is over, which is no fault of the page', async () => {
    const error = await thrownBy(() => read(gzipped(200, PAGE), { signal: AbortSignal.abort() }));
    expect(error.name).toBe('AbortError');
  });
});

describe('a page that result as it is', () => {
  it('lands as it is', async () => {
    expect((await read(answer(200, PAGE))).content).toMatchObject(plain(PAGE));
  });

  it('has a space for every raw line break, which changes neither the value nor the length of any JSON', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()).chain(prettyPrinted), async (text) => {
        const { content } = await read(answer(200, text));
        expect(content).toMatchObject(plain(text.replaceAll(/[\r\n]/g, ' ')));
        expect(JSON.parse(content.bytes.toString())).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each(['', '<html>', '[]', PAGE.slice(0, -1), `${PAGE}}`])(
    'is no page where it is no JSON object: %j',
    async (text) => {
      await expect(read(answer(200, text))).rejects.toThrow(InvalidPageError);
    },
  );
});

it('a page in an encoding that was not asked for is none', async () => {
  await expect(read(answer(200, PAGE, { 'content-encoding': 'br' }))).rejects.toThrow(InvalidPageError);
});
