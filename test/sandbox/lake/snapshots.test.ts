import { describe, expect, it } from 'vitest';
import { LISTS } from '#catalog/lists.ts';
import { openObjectStore } from '#sandbox/aws/s3/object-store.ts';
import { LAYOUTS } from '#sandbox/lake/layout.ts';
import { currentRows, landedSnapshots } from '#sandbox/lake/snapshots.ts';
import { temporaryFolder } from '#test/support/sandbox/aws/temporary-folder.ts';

describe('currentRows', () => {
  it('returns the copy written last if a page of a snapshot has landed twice', async () => {
    const lake = await temporaryFolder();
    const prefix = 'zendesk/groups/subdomain=acme/';
    const land = (digest: string, name: string, lastModified: number) =>
      openObjectStore(lake).put(
        `${prefix}dt=2001-09-09/1000000000-00001-last-${digest}.json`,
        {
          contentType: '',
          checksums: {},
          lastModified,
          metadata: {},
          body: Buffer.from(`{"groups":[{"id":1,"name":"${name}"}]}`),
        },
        true,
      );
    await land('aaaaaaaaaaaa', 'new', 2000);
    await land('bbbbbbbbbbbb', 'old', 1000);
    const groups = LISTS.filter(({ name }) => name === 'groups');
    const snapshots = await landedSnapshots(lake, prefix);
    const rows = await Promise.all(groups.map((list) => currentRows(snapshots, LAYOUTS.page, list)));
    expect(rows.map((each) => each.get('1')?.text)).toEqual(['{"id":1,"name":"new"}']);
  });
});
