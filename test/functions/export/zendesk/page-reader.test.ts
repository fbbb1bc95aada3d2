import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidPageError } from '#functions/export/core/page/page.ts';
import { createPageScanner } from '#functions/export/core/page/page-scanner.ts';
import { inflate } from '#functions/export/zendesk/inflate.ts';
import { type PageReader, readPage, type ReadPage } from '#functions/export/zendesk/page-reader.ts';
import { answer, gzipped } from '#test/support/functions/answers.ts';
import { NEVER } from '#test/support/functions/aws.ts';
import { TICKETS_FORMAT } from '#test/support/functions/pages.ts';
import { prettyPrinted } from '#test/support/functions/pretty-printed.ts';
import { atRest } from '#test/support/virtual-clock.ts';
import { everythingIn, thrownBy } from '#test/support/functions/thrown.ts';

const PAGE = '{"tickets":[{"id":1,"generated_timestamp":100}],"end_of_stream":true,"end_time":100}';

type Options = Partial<Pick<PageReader, 'needsUncompressed' | 'heavySecondBytes' | 'onInflated' | 'signal'>>;

const readAny = (response: ReturnType<typeof answer>, options: Options = {}): Promise<ReadPage> =>
  readPage(response, {
    inflate,
    createScanner: () => createPageScanner(TICKETS_FORMAT, 0),
    needsUncompressed: false,
    onInflated: () => undefined,
    signal: NEVER,
    ...options,
  });

async function read(response: ReturnType<typeof answer>, options?: Options) {
  const page = await readAny(response, options);
  if (page.kind === 'heavy_second') throw new Error('not read to its end');
  return page;
}

const GZIP = { 'content-encoding': 'gzip' };

const readGzip = (body: Buffer, options?: Options) => read(answer(200, body, GZIP), options);

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const plain = (text: string) => ({
  bytes: Buffer.from(text),
  isGzip: false,
  size: Buffer.byteLength(text),
  digest: sha256(text),
});

/** 20 MB of JSON, which inflates to 40 chunks. */
const large = `{"tickets":[${Array.from({ length: 20_000 }, (_, id) => `{"id":${id},"generated_timestamp":100,"text":"${'x'.repeat(950)}${id}"}`).join(',')}]}`;

describe('readPage on a gzipped page', () => {
  it('passes the gzip bytes through, with the digest of the uncompressed bytes', async () => {
    const response = gzipped(200, PAGE);
    const { content, scanned } = await read(response);
    expect(content).toMatchObject({ isGzip: true, size: PAGE.length, digest: sha256(PAGE) });
    expect(content.bytes).toBe(response.body);
    expect(scanned.envelope.get('end_time')).toBe(100);
    expect(content.arrays.get('tickets')).toHaveLength(1);
  });

  it('returns the same result for many chunks as for one', async () => {
    const { content, scanned } = await read(gzipped(200, large));
    expect(content).toMatchObject({ size: large.length, digest: sha256(large) });
    expect(scanned.records).toHaveLength(20_000);
    const whole = await read(answer(200, large));
    expect(scanned).toEqual(whole.scanned);
  });

  it('returns uncompressed bytes if the layout needs them', async () => {
    expect((await read(gzipped(200, PAGE), { needsUncompressed: true })).content).toMatchObject(plain(PAGE));
    const { content } = await read(gzipped(200, large), { needsUncompressed: true });
    expect(content.bytes.equals(Buffer.from(large))).toBe(true);
  });

  it('lets the memory decide when more bytes are kept', async () => {
    const sizes: number[] = [];
    const waits: PromiseWithResolvers<void>[] = [];
    const reading = readGzip(gzipSync(large), {
      needsUncompressed: true,
      onInflated(bytes) {
        sizes.push(bytes);
        if (sizes.length > 1) return undefined;
        const wait = Promise.withResolvers<void>();
        waits.push(wait);
        return wait.promise;
      },
    });
    while (waits.length === 0) await atRest();
    for (let i = 0; i < 10; i += 1) await atRest();
    expect(sizes).toHaveLength(1);
    waits[0]?.resolve();
    expect((await reading).content.size).toBe(large.length);
    expect(sizes.at(-1)).toBe(large.length);
    const kept: number[] = [];
    await readGzip(gzipSync(PAGE), { onInflated: (bytes) => void kept.push(bytes) });
    expect(kept).toEqual([]);
  });

  it('returns uncompressed bytes if the page contains raw line breaks, which become spaces', async () => {
    const { content } = await read(gzipped(200, `\n${PAGE}\r\n`));
    expect(content).toMatchObject(plain(` ${PAGE}  `));
  });

  it('returns the uncompressed bytes of all gzip members if there are several', async () => {
    const members = Buffer.concat([gzipSync(PAGE.slice(0, 30)), gzipSync(PAGE.slice(30))]);
    expect((await readGzip(members)).content).toMatchObject(plain(PAGE));
    expect((await readGzip(members, { needsUncompressed: true })).content).toMatchObject(plain(PAGE));
  });

  it('rejects trailing bytes that are not gzip', async () => {
    await expect(readGzip(Buffer.concat([gzipSync(PAGE), Buffer.from('padding')]))).rejects.toThrow(InvalidPageError);
  });

  it('rejects a stream that is truncated anywhere (tap-zendesk#131)', async () => {
    const whole = gzipSync(PAGE);
    for (let length = 0; length < whole.length; length += 1) {
      for (const needsUncompressed of [false, true]) {
        await expect(readGzip(whole.subarray(0, length), { needsUncompressed })).rejects.toThrow(InvalidPageError);
      }
    }
  });

  it('rejects a wrong checksum, without quoting the content', async () => {
    const damaged = gzipSync(`{"tickets":[{"id":1,"generated_timestamp":1,"a":"PLANTED"}]}`, { level: 0 });
    damaged.write('X', damaged.indexOf('PLANTED') + 1);
    const error = await thrownBy(() => readGzip(damaged));
    expect(error).toBeInstanceOf(InvalidPageError);
    expect(error.message).toBe('the gzip stream is truncated or damaged');
    expect(everythingIn(error)).not.toContain('LANTED');
  });

  it('stops on an abort with an AbortError, not an InvalidPageError', async () => {
    const error = await thrownBy(() => read(gzipped(200, PAGE), { signal: AbortSignal.abort() }));
    expect(error.name).toBe('AbortError');
  });
});

describe('readPage on an uncompressed page', () => {
  it('returns the bytes unchanged', async () => {
    expect((await read(answer(200, PAGE))).content).toMatchObject(plain(PAGE));
  });

  it('replaces raw line breaks with spaces, which changes neither value nor length', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()).chain(prettyPrinted), async (text) => {
        const { content } = await read(answer(200, text));
        expect(content).toMatchObject(plain(text.replaceAll(/[\r\n]/g, ' ')));
        expect(JSON.parse(content.bytes.toString())).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each(['', '<html>', '[]', PAGE.slice(0, -1), `${PAGE}}`])(
    'rejects a body that is not a JSON object: %j',
    async (text) => {
      await expect(read(answer(200, text))).rejects.toThrow(InvalidPageError);
    },
  );
});

it('readPage rejects an encoding that was not requested', async () => {
  await expect(read(answer(200, PAGE, { 'content-encoding': 'br' }))).rejects.toThrow(InvalidPageError);
});

/** More than the first chunk that is inflated. */
const LIMIT = 600_000;
const timestamps = (...seconds: readonly number[]): string[] =>
  seconds.map((second) => `{"id":1,"generated_timestamp":${second}}`);
const open = (records: readonly string[]): string => `{"tickets":[${records.join(',')}`;
const CLOSE = ']}';
/** Pads the page with spaces to the given size in bytes. */
const pad = (text: string, size: number, close = CLOSE): string => text.padEnd(size - close.length) + close;

describe('readPage with a limit on heavy seconds', () => {
  const ways: readonly [string, (text: string) => Promise<ReadPage>][] = [
    ['passed through', (text) => readAny(gzipped(200, text), { heavySecondBytes: LIMIT })],
    ['inflated', (text) => readAny(gzipped(200, text), { heavySecondBytes: LIMIT, needsUncompressed: true })],
    ['inflated for its line break', (text) => readAny(gzipped(200, `\n${text.slice(1)}`), { heavySecondBytes: LIMIT })],
    ['uncompressed', (text) => readAny(answer(200, text), { heavySecondBytes: LIMIT })],
  ];

  describe.each(ways)('%s', (_way, readWithLimit) => {
    const readKind = async (text: string): Promise<string> => (await readWithLimit(` ${text}`)).kind;

    it('reads a page of exactly as many bytes as the limit', async () => {
      expect(await readKind(pad(open(timestamps(7, 7)), LIMIT - 1))).toBe('page');
    });

    it('returns heavy_second for one byte more', async () => {
      expect(await readWithLimit(` ${pad(open(timestamps(7, 7)), LIMIT)}`)).toEqual({
        kind: 'heavy_second',
        second: 7,
      });
    });

    it('reads a page in which a record of another second ends just before the limit', async () => {
      const [first = '', other = ''] = timestamps(7, 8);
      const untilOther = (size: number): string => `${pad(open([first]), size, `,${other}`)},${first}${CLOSE}`;
      expect(await readKind(untilOther(LIMIT - 1))).toBe('page');
      expect(await readKind(untilOther(LIMIT))).toBe('page');
      expect(await readKind(untilOther(LIMIT + 1))).toBe('heavy_second');
    });

    it('never stops within the first record, however long that is', async () => {
      const first = pad('{"id":1,"text":"', 3 * LIMIT, '","generated_timestamp":7}');
      expect(await readWithLimit(` ${open([first])}${CLOSE}`)).toEqual({ kind: 'heavy_second', second: 7 });
    });

    it('reads a page without records, whatever its size', async () => {
      expect(await readKind(pad(open([]), 3 * LIMIT))).toBe('page');
    });
  });

  it('stops inflating at the limit', async () => {
    let chunks = 0;
    const page = pad(open(timestamps(7, 7)), 10 * LIMIT);
    for (const needsUncompressed of [false, true]) {
      chunks = 0;
      await readPage(gzipped(200, page), {
        async *inflate(gzip) {
          for await (const chunk of inflate(gzip)) {
            chunks += 1;
            yield chunk;
          }
        },
        createScanner: () => createPageScanner(TICKETS_FORMAT, 0),
        needsUncompressed,
        heavySecondBytes: LIMIT,
        onInflated: () => undefined,
        signal: NEVER,
      });
      expect(chunks).toBe(Math.ceil((LIMIT + 1) / (512 * 1024)));
    }
  });

  it('reads a page of any size without a limit', async () => {
    const { content } = await read(answer(200, pad(open(timestamps(7, 7)), 3 * LIMIT)));
    expect(content.size).toBe(3 * LIMIT);
  });
});
