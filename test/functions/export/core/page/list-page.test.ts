import { describe, expect, it } from 'vitest';
import { describeListPages, parseListPage, readIds } from '#functions/export/core/page/list-page.ts';
import { InvalidPageError, type ListPage } from '#functions/export/core/page/page.ts';
import { createPageScanner } from '#functions/export/core/page/page-scanner.ts';
import { LISTS } from '#functions/export/core/lists.ts';
import type { ListResource } from '#functions/export/core/resource.ts';
import { contentOf } from '#test/support/functions/pages.ts';

const { custom_statuses: unpaged, groups, sla_policies: byOffset, tags } = LISTS;
const SNAPSHOT = 1_700_000_000;
const NEXT = 'https://acme.zendesk.com/api/v2/slas/policies?page=2';

function parse(list: ListResource, page: object): ListPage {
  const scanner = createPageScanner(describeListPages(list, list.itemKey), 0);
  scanner.push(Buffer.from(JSON.stringify(page)));
  return parseListPage(list, list.itemKey, SNAPSHOT, scanner.end());
}

const groupsPage = (meta: unknown, groups: unknown = [{ id: 1 }, { id: 2 }]): ListPage =>
  parse(LISTS.groups, { groups, meta, links: { next: NEXT } });

describe('parseListPage', () => {
  it('returns the records with the time of the snapshot, whatever timestamps they have', () => {
    const page = groupsPage({ has_more: false }, [{ id: 1, updated_at: 'soon' }, { id: 2 }]);
    expect(page.records.map(({ timestamp }) => timestamp)).toEqual([SNAPSHOT, SNAPSHOT]);
  });

  it('reads the end of a list by cursor from has_more, although links.next is never null', () => {
    expect(groupsPage({ has_more: true, after_cursor: 'x' })).toMatchObject({ endOfStream: false, afterCursor: 'x' });
    expect(groupsPage({ has_more: false, after_cursor: 'x' })).toMatchObject({ endOfStream: true });
  });

  it.each([[{}], [{ after_cursor: null }], [{ after_cursor: '' }]])(
    'accepts an empty list with the cursor %j',
    (meta) => {
      expect(groupsPage({ has_more: false, ...meta }, [])).toMatchObject({
        records: [],
        endOfStream: true,
        afterCursor: null,
      });
    },
  );

  it.each([
    ['no meta', undefined],
    ['no has_more', { after_cursor: 'x' }],
    ['a has_more that is not a boolean', { has_more: 1 }],
    ['a cursor that is not a text', { has_more: true, after_cursor: 7 }],
  ])('rejects a page by cursor with %s', (_, meta) => {
    expect(() => groupsPage(meta)).toThrow(InvalidPageError);
  });

  it('reads the end of a list by offset from next_page', () => {
    const sla_policies = [{ id: 1 }];
    expect(parse(byOffset, { sla_policies, next_page: NEXT })).toMatchObject({ endOfStream: false, afterCursor: null });
    expect(parse(byOffset, { sla_policies, next_page: null })).toMatchObject({ endOfStream: true });
    expect(() => parse(byOffset, { sla_policies })).toThrow('next_page: expected a URL or null');
  });

  it.each([[{}], [{ next_page: null }], [{ meta: { has_more: false } }]])(
    'takes a list without pages as complete if it contains %j',
    (members) => {
      expect(parse(unpaged, { custom_statuses: [], ...members })).toMatchObject({ endOfStream: true });
    },
  );

  it.each([[{ next_page: NEXT }], [{ meta: { has_more: true } }]])(
    'takes a list without pages as incomplete if it contains %j',
    (members) => {
      expect(parse(unpaged, { custom_statuses: [], ...members })).toMatchObject({ endOfStream: false });
    },
  );

  it.each([
    ['no records', undefined, 'groups: missing or not an array'],
    ['records that are not objects', [7], 'groups: expected an array of objects only'],
    ['a record without id', [{ id: 1 }, { name: 'x' }], 'a record has no id'],
  ])('rejects a page with %s', (_, records, problem) => {
    expect(() => parse(groups, { groups: records, meta: { has_more: false } })).toThrow(problem);
  });

  it('identifies tags by their name', () => {
    expect(parse(tags, { tags: [{ name: 'vip', count: 3 }], meta: { has_more: false } }).records).toHaveLength(1);
    expect(() => parse(tags, { tags: [{ id: 3 }], meta: { has_more: false } })).toThrow('a record has no name');
  });
});

describe('readIds', () => {
  it('returns the ids of the records in their order', () => {
    const text = '{"schedules":[{"id":38101955000021,"name":"a"},{"name":"b","id":7}],"url":"x"}';
    expect(readIds(contentOf(text), 'schedules')).toEqual(['38101955000021', '7']);
    expect(readIds(contentOf('{"schedules":[]}'), 'schedules')).toEqual([]);
  });

  it.each(['{}', '{"id":"7"}', '{"id":1.5}', '{"id":9007199254740993}', '{"id":7,"name":planted}', 'null'])(
    'rejects %s without quoting it',
    (record) => {
      expect(() => readIds(contentOf(`{"schedules":[${record}]}`), 'schedules')).toThrow(
        /^schedules: a record has no integer id$/,
      );
    },
  );
});
