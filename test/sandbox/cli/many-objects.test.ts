import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { mapConcurrently } from '#common/concurrently.ts';
import { openObjectStore } from '#sandbox/aws/s3/object-store.ts';
import { temporaryFolder } from '#test/support/sandbox/aws/temporary-folder.ts';

const CHILD = join(import.meta.dirname, '../../support/sandbox/cli/report-child.ts');

test('the report reads 400 objects in a process that may open 64 files', async () => {
  const lake = await temporaryFolder();
  const store = openObjectStore(lake);
  await mapConcurrently([...Array(400).keys()], 16, async (index) => {
    const second = String(index).padStart(10, '0');
    const body = Buffer.from(`{"tickets":[{"id":${index},"generated_timestamp":${index}}]}\n`);
    const described = { contentType: '', checksums: {}, lastModified: index, metadata: {} };
    const key = `zendesk/tickets/subdomain=acme/dt=1970-01-01/${second}-${second}-aaaaaaaaaaaa.json`;
    await store.put(key, { ...described, body }, true);
  });
  const { stdout } = await promisify(execFile)('sh', [
    '-c',
    'ulimit -n 64; exec "$0" "$@"',
    process.execPath,
    CHILD,
    lake,
  ]);
  expect(JSON.parse(stdout)).toMatchObject({ objects: 400, records: 400, ids: 400, leftOut: [], isComplete: true });
});
