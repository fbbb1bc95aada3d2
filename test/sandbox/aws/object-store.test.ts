import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
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

test('keys returns the first keys after a key, in the order of their UTF-8 bytes', async () => {
  const store = openObjectStore(await temporaryFolder());
  // Files never have the name of a folder. `-` and `.` sort before a slash, `0` after it, and 😀 after ～ in UTF-8 only.
  const folder = fc.constantFrom('', 'a/', 'a-/', 'a0/', 'a/b/', '～/', '😀/');
  const file = fc.constantFrom('f', 'a.f', 'a-f', 'a0f', 'b.f', 'b0f', '～f', '😀f');
  const key = fc.tuple(folder, file).map((parts) => parts.join(''));
  const written = new Set<string>();
  const prefix = fc.oneof(fc.constantFrom('', 'a', 'a/', 'a/b', '～', 'z/'), key);
  await fc.assert(
    fc.asyncProperty(
      key,
      prefix,
      fc.oneof(key, folder, fc.constant('a/c')),
      fc.nat(5),
      async (added, prefix, after, limit) => {
        await store.put(added, OBJECT, true);
        const all = [...written.add(added)].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
        const expected = all.filter(
          (each) => each.startsWith(prefix) && Buffer.compare(Buffer.from(each), Buffer.from(after)) > 0,
        );
        expect(await store.keys(prefix, { after, limit })).toEqual(expected.slice(0, limit));
        expect(await store.keys(prefix, { after })).toEqual(expected);
      },
    ),
    { numRuns: 200 },
  );
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
