import { HeadObjectCommand, ListBucketsCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FOLDER, keyAt, type Shape } from '#bench/objects/generated-lake.ts';
import { startListingServer } from '#bench/objects/listing-server.ts';
import { OBJECT_MEASURES } from '#bench/objects/measures.ts';
import { objectsTable } from '#bench/objects/table.ts';
import { positiveIntegers } from '#bench/positive-integers.ts';
import { formatFolder, parseObjectKey } from '#common/object-key.ts';

async function connectTo(shape: Shape): Promise<S3Client> {
  const server = await startListingServer(shape);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new S3Client({ region: 'us-east-1', endpoint: server.url, forcePathStyle: true, credentials });
  onTestFinished(async () => {
    client.destroy();
    await server.close();
  });
  return client;
}

const figures = (cpuMs: number) => ({ rows: 10, wallMs: 2 * cpuMs, cpuMs, peak: 1e6 });

const round = (objects: number, listing: number, verify: number) => ({
  objects,
  figures: { listing: figures(listing), verify: figures(verify), 'verify-walks': figures(2 * listing) },
});

describe('the server of generated objects', () => {
  it('lists every key once, in order, on pages of a thousand', async () => {
    const shape = { objects: 2_001, walkEvery: 0 };
    const client = await connectTo(shape);
    const pages: string[][] = [];
    for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: 'lake' })) {
      pages.push(Contents.map(({ Key = '' }) => Key));
    }
    expect(pages.map(({ length }) => length)).toEqual([1_000, 1_000, 1]);
    expect(pages.flat()).toEqual(Array.from({ length: 2_001 }, (_, index) => keyAt(shape, index)));
    expect(pages.flat()).toEqual(pages.flat().toSorted());
  });

  it('answers HeadObject with the metadata of a landed page', async () => {
    const client = await connectTo({ objects: 1, walkEvery: 1 });
    const { Metadata } = await client.send(new HeadObjectCommand({ Bucket: 'lake', Key: 'a' }));
    expect(Metadata).toMatchObject({ records: '1000' });
  });

  it('answers no other operation', async () => {
    const client = await connectTo({ objects: 1, walkEvery: 0 });
    await expect(client.send(new ListBucketsCommand({}))).rejects.toThrow('does not support');
  });
});

describe('keyAt', () => {
  it('makes every object of the given number a cursor page', () => {
    const kinds = Array.from({ length: 6 }, (_, index) => parseObjectKey(keyAt({ walkEvery: 3 }, index)));
    expect(kinds.map((key) => key?.pagination)).toEqual(['time', 'time', 'cursor', 'time', 'time', 'cursor']);
    expect(keyAt({ walkEvery: 3 }, 0).startsWith(formatFolder(FOLDER))).toBe(true);
  });
});

describe('the measures of objects', () => {
  it.each(Object.entries(OBJECT_MEASURES))('%s reads every object', async (_name, { run, walkEvery }) => {
    expect(await run(await connectTo({ objects: 1_200, walkEvery }), 1_200)).toBe(1_200);
  });

  it('verify fails if objects are missing', async () => {
    const client = await connectTo({ objects: 10, walkEvery: 0 });
    await expect(OBJECT_MEASURES['verify']?.run(client, 11)).rejects.toThrow('has 1 gaps');
  });
});

describe('objectsTable', () => {
  it('shows the medians, and CPU relative to the listing of the same round', () => {
    const { rows } = objectsTable([round(10, 100, 118), round(10, 200, 220), round(10, 120, 150), round(20, 200, 200)]);
    expect(rows.map(([title, objects, , cpu, share]) => [title, objects, cpu, share])).toEqual([
      ['listing alone', '10', '120 ms (100 ms to 200 ms)', '100 %'],
      ['`verify`', '10', '150 ms (118 ms to 220 ms)', '118 % (111 % to 125 %)'],
      [expect.anything(), '10', '240 ms (200 ms to 400 ms)', '200 %'],
      ['listing alone', '20', '200 ms', '100 %'],
      ['`verify`', '20', '200 ms', '100 %'],
      [expect.anything(), '20', '400 ms', '200 %'],
    ]);
  });
});

describe('positiveIntegers', () => {
  it('parses numbers between commas', () => {
    expect(positiveIntegers('100,2000')).toEqual([100, 2_000]);
  });

  it.each(['', '0', '-1', '1.5', '1,x'])('rejects "%s"', (text) => {
    expect(() => positiveIntegers(text)).toThrow('Expected whole numbers above 0');
  });
});
