import { expect, it } from 'vitest';
import { rewind } from '#cli/aws/rewind.ts';
import { cursorTable, NEVER } from '#test/support/functions/aws.ts';

const NOW = 5_000_000;

/** A windowed list with a complete snapshot and one under way. */
const LIST = {
  end_time: { N: '2000' },
  start_time: { N: '1000' },
  snapshot_time: { N: '3000' },
  page: { N: '4' },
  page_time: { N: '3100' },
  since: { N: '1500' },
  after_cursor: { S: 'cursor' },
  last_outcome: { S: 'budget_spent' },
  read_at: { N: '3100' },
};

type Attributes = Parameters<Awaited<ReturnType<typeof cursorTable>>['put']>[0];

/** Sends the same rewind `times` times. */
async function rewindList(attributes: Attributes, to: number, times = 1) {
  const table = await cursorTable();
  await table.put(attributes);
  const results = [];
  for (let sent = 0; sent < times; sent += 1) {
    const moment = { kind: 'list' as const, to, from: 2000, now: NOW };
    results.push(await rewind(table.client, 'cursors', 'acme/tickets', moment, NEVER));
  }
  return { results, item: await table.item() };
}

it.each([1, 2])(
  'a rewind of a list requests a new snapshot and keeps the times of the others, sent %i times',
  async (times) => {
    const { results, item } = await rewindList(LIST, 900, times);
    expect(new Set(results)).toEqual(new Set(['rewound']));
    expect(item).toEqual({
      export_id: { S: 'acme/tickets' },
      end_time: { N: '2000' },
      start_time: { N: '1000' },
      snapshot_time: { N: '3000' },
      read_at: { N: '3100' },
      rewound_at: { N: '5000' },
      rewound_from: { N: '2000' },
      rewound_to: { N: '900' },
    });
  },
);

it.each([
  ['900', 1500, '900'],
  ['900', 900, '900'],
  ['1500', 900, '900'],
])('a list that was rewound to %s and then to %i is read from %s on', async (before, to, expected) => {
  const { results, item } = await rewindList({ ...LIST, rewound_to: { N: before } }, to);
  expect(results).toEqual(['rewound']);
  expect(item).toMatchObject({ rewound_to: { N: expected } });
  expect(item).not.toHaveProperty('page');
});

it('a rewind changes nothing while a run holds the lease of the list', async () => {
  const held = { ...LIST, lease_owner: { S: 'run' }, lease_until: { N: '5000' } };
  const { results, item } = await rewindList(held, 900);
  expect(results).toEqual(['held']);
  expect(item).toEqual({ export_id: { S: 'acme/tickets' }, ...held });
});
