import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { openObjectStore } from '#sandbox/aws/s3/object-store.ts';
import { emptySandboxOutput, isSimulated } from '#sandbox/cli/sandbox-output.ts';
import { type LayoutName, LAYOUTS } from '#sandbox/lake/layout.ts';
import { temporaryFolder } from '#test/support/sandbox/aws/temporary-folder.ts';

const placeIn = (lakeDir: string, layout: LayoutName = 'page') => ({
  lakeDir,
  layout: LAYOUTS[layout],
  subdomain: 'sandbox',
});
const PREFIX = 'zendesk/tickets/subdomain=sandbox/';

async function land(lake: string, key: string): Promise<void> {
  const described = { contentType: 'application/gzip', checksums: {}, lastModified: 0, metadata: { 'run-id': 'r' } };
  await openObjectStore(lake).put(key, { ...described, body: Buffer.from('x') }, false);
}

async function writeByHand(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, 'mine');
}

const keys = (lake: string): Promise<string[]> => openObjectStore(lake).keys('');

test('emptySandboxOutput marks the account of an empty folder as simulated', async () => {
  const lake = await temporaryFolder();
  expect(await isSimulated(lake)).toBe(false);
  await emptySandboxOutput(placeIn(lake));
  expect(await isSimulated(lake)).toBe(true);
});

test('emptySandboxOutput deletes objects of the sandbox with their metadata and empty day folders', async () => {
  const lake = await temporaryFolder();
  await emptySandboxOutput(placeIn(lake));
  await land(lake, `${PREFIX}dt=2026-01-01/a.json.gz`);
  await emptySandboxOutput(placeIn(lake));
  expect(await keys(lake)).toEqual([]);
  expect(await readdir(join(lake, PREFIX))).toEqual([]);
  expect((await readdir(lake, { recursive: true })).filter((path) => path.includes('a.json'))).toEqual([]);
});

test('emptySandboxOutput deletes all exports and sideloads, and keeps objects of other layouts', async () => {
  const lake = await temporaryFolder();
  await emptySandboxOutput(placeIn(lake, 'ndjson'));
  const others = [
    `${PREFIX}dt=2026-01-01/a.json.gz`,
    'zendesk-ndjson-2/tickets/subdomain=sandbox/dt=2026-01-01/a.json.gz',
    'zendesk-ndjson/tickets_users/subdomain=acme/dt=2026-01-01/a.json.gz',
  ];
  const ours = ['tickets', 'tickets_users', 'users', 'ticket_events'].map(
    (dataset) => `zendesk-ndjson/${dataset}/subdomain=sandbox/dt=2026-01-01/a.json`,
  );
  for (const key of [...others, ...ours]) await land(lake, key);
  await emptySandboxOutput(placeIn(lake, 'ndjson'));
  expect((await keys(lake)).toSorted()).toEqual(others.toSorted());
});

test('emptySandboxOutput keeps the export of a real account and other files', async () => {
  const lake = await temporaryFolder();
  await emptySandboxOutput(placeIn(lake));
  await land(lake, 'zendesk/tickets/subdomain=acme/dt=2026-01-01/a.json.gz');
  await land(lake, `${PREFIX}dt=2026-01-01/a.json.gz`);
  await writeByHand(join(lake, PREFIX, 'dt=2026-01-01', 'notes.txt'));
  await writeByHand(join(lake, 'thesis.json.gz'));
  await emptySandboxOutput(placeIn(lake));
  expect(await keys(lake)).toEqual([
    'thesis.json.gz',
    'zendesk/tickets/subdomain=acme/dt=2026-01-01/a.json.gz',
    `${PREFIX}dt=2026-01-01/notes.txt`,
  ]);
});

test('emptySandboxOutput rejects a real account with the name sandbox', async () => {
  const lake = await temporaryFolder();
  await land(lake, `${PREFIX}dt=2026-01-01/a.json.gz`);
  await expect(emptySandboxOutput(placeIn(lake))).rejects.toThrow(/did not write.*--lake/s);
  expect(await keys(lake)).toHaveLength(1);
  expect(await isSimulated(lake)).toBe(false);
});

test('emptySandboxOutput deletes nothing if the sandbox did not write one of the pages', async () => {
  const lake = await temporaryFolder();
  await emptySandboxOutput(placeIn(lake));
  await land(lake, `${PREFIX}dt=2026-01-01/a.json.gz`);
  const foreign = join(lake, PREFIX, 'dt=2026-01-01', 'b.json.gz');
  await writeByHand(foreign);
  await expect(emptySandboxOutput(placeIn(lake))).rejects.toThrow(/did not write/);
  expect(await keys(lake)).toHaveLength(2);
  expect(await readFile(foreign, 'utf8')).toBe('mine');
});
