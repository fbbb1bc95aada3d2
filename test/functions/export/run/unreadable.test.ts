import { describe, expect, it } from 'vitest';
import { mapMembers } from '#sandbox/zendesk/members.ts';
import { BEGAN, createTestWorld, type TestWorld } from '#test/support/test-world.ts';

const MARK = 'planted-content';
const EVENT = { include: ['users'], pageSize: 10 };

/** An account with tickets, whose pages have two more users. One has half of an emoji in its name. */
function createWorld(): TestWorld {
  const world = createTestWorld();
  for (let i = 0; i < 3; i += 1) world.account.create({ second: BEGAN + i });
  const users = String.raw`[{"id":1,"name":"${MARK} \ud83d"},{"id":2,"name":"\ud83d\ude00"},`;
  world.happens = () => ({
    kind: 'rewrite',
    page: (page) => mapMembers(page, (key, value) => (key === 'users' ? value.replace('[', users) : value)),
  });
  return world;
}

describe.each([
  ['page', 'tickets'],
  ['ndjson', 'tickets_users'],
])('a row with half of an emoji in the layout %s', (layout, dataset) => {
  it('lands, and emits a warning and a metric without its content', async () => {
    const world = createWorld();
    expect(await world.invoke({ ...EVENT, layout })).toMatchObject({ pages: 1, records: 3 });

    const object = [...world.lake.objects.values()].find(({ key }) => key.split('/')[1] === dataset);
    expect(object?.body.toString()).toContain(String.raw`${MARK} \ud83d"`);
    expect(world.logs.filter(({ level }) => level === 'warn')).toEqual([
      {
        level: 'warn',
        message: 'unreadable',
        fields: {
          run_id: 'run-1',
          request_id: 'request-1',
          export: 'acme/tickets',
          key: object?.key,
          layout,
          rows: 1,
          kinds: ['half of a surrogate pair'],
        },
      },
    ]);
    expect(world.exportMetrics).toContainEqual(
      expect.objectContaining({
        dimensions: { subdomain: 'acme', resource: 'tickets' },
        metrics: [{ name: 'UnreadableRows', unit: 'Count', value: 1 }],
      }),
    );
    expect(JSON.stringify(world.logs)).not.toContain(MARK);
  });
});
