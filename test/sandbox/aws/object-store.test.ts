import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openObjectStore, SIDE_FOLDER } from '#sandbox/aws/s3/object-store.ts';
import { temporaryFolder } from '#test/support/sandbox/aws/temporary-folder.ts';

const OBJECT = {
  body: Buffer.from('x'),
  contentType: 'text/plain',
  checksums: {},
  lastModified: 1000,
  metadata: { a: '1' },
};

test.each([
  ['', ['a/b/1', 'a/b/2', 'a/bc/3', 'b']],
  ['a/b', ['a/b/1', 'a/b/2', 'a/bc/3']],
  ['a/b/', ['a/b/1', 'a/b/2']],
  ['a/b/2', ['a/b/2']],
  ['c/', []],
  [`${SIDE_FOLDER}/`, []],
  ['a/../', []],
  ['a//b', []],
  ['../', []],
])('keys returns the keys that begin with "%s"', async (prefix, expected) => {
  const folder = join(await temporaryFolder(), 'bucket');
  const store = openObjectStore(folder);
  for (const key of ['a/b/1', 'a/b/2', 'a/bc/3', 'b']) await store.put(key, OBJECT, true);
  await writeFile(join(folder, '..', 'outside'), 'x');
  expect(await store.keys(prefix)).toEqual(expected);
});

test('info of an object with damaged metadata has its size and no metadata', async () => {
  const folder = await temporaryFolder();
  const store = openObjectStore(folder);
  await store.put('a', OBJECT, true);
  expect(await store.info('a')).toMatchObject({ metadata: { a: '1' } });
  await mkdir(join(folder, SIDE_FOLDER, 's3'), { recursive: true });
  await writeFile(join(folder, SIDE_FOLDER, 's3', 'a.meta'), '{"size":');
  expect(await store.info('a')).toMatchObject({ size: 1, lastModified: 1000, metadata: {} });
});
