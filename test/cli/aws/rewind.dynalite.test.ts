import { expect, it } from 'vitest';
import { rewind } from '#cli/aws/rewind.ts';
import { cursorTable, NEVER } from '#test/support/functions/aws.ts';

const NOW = 5_000_000;

/** The cursor of an export within a pinned second. */
const CURSOR = {
  end_time: { N: '2000' },
  start_time: { N: '1000' },
  after_cursor: { S: 'cursor' },
  pinned_second: { N: '2000' },
  last_page: { S: 'records' },
  last_outcome: { S: 'caught_up' },
  per_page: { N: '500' },
  read_at: { N: '4000' },
};

type Attributes = Parameters<Awaited<ReturnType<typeof cursorTable>>['put']>[0];

/** Sends the same rewind `times` times. */
async function rewindTable(attributes: Attributes, to: number, times = 1) {
  const table = await cursorTable();
  await table.put(attributes);
  const options = { kind: 'incremental' as const, to, now: NOW, from: 'end_time' in attributes ? 2000 : undefined };
  const send = () => rewind(table.client, 'cursors', 'acme/tickets', options, NEVER);
  let result = await send();
  for (let sent = 1; sent < times; sent += 1) result = await send();
  return { result, item: await table.item() };
}

/** The record of a rewind on the item. */
const rewindAttributes = (to: string) => ({
  rewound_at: { N: '5000' },
  rewound_from: { N: '2000' },
  rewound_to: { N: to },
});

it.each([1, 2])('lowers the position and records the rewind on the item, sent %i times', async (times) => {
  expect(await rewindTable(CURSOR, 1500, times)).toEqual({
    result: 'rewound',
    item: {
      export_id: { S: 'acme/tickets' },
      end_time: { N: '1500' },
      start_time: { N: '1000' },
      per_page: { N: '500' },
      read_at: { N: '4000' },
      ...rewindAttributes('1500'),
    },
  });
});

it('records the previous position of a rewind before start_time, even if sent twice', async () => {
  const { item } = await rewindTable(CURSOR, 900, 2);
  expect(item).toMatchObject({ start_time: { N: '900' }, end_time: { N: '900' }, ...rewindAttributes('900') });
});

it('records no previous position for an export that has never run', async () => {
  const { item } = await rewindTable({ rewound_from: { N: '7' } }, 900);
  expect(item).toMatchObject({ rewound_at: { N: '5000' }, rewound_to: { N: '900' } });
  expect(item).not.toHaveProperty('rewound_from');
});

it.each([
  ['of a rewind before it', CURSOR],
  ['of an export that has never run', { per_page: { N: '500' } }],
])('sets the start_time %s', async (_, attributes) => {
  const { result, item } = await rewindTable(attributes, 900);
  expect(result).toBe('rewound');
  expect(item).toMatchObject({ end_time: { N: '900' }, start_time: { N: '900' } });
});

it.each([
  ['has expired', { lease_until: { N: '4999' } }],
  ['has no end', {}],
  ['has an end that is not a number', { lease_until: { S: '9999' } }],
])('takes over a lease that %s', async (_, until) => {
  const { result, item } = await rewindTable({ ...CURSOR, lease_owner: { S: 'crashed' }, ...until }, 1500);
  expect(result).toBe('rewound');
  expect(item).not.toHaveProperty('lease_owner');
  expect(item).not.toHaveProperty('lease_until');
});

it.each([1500, 900])('changes nothing while a run holds the lease (to %i)', async (to) => {
  const held = { ...CURSOR, lease_owner: { S: 'run' }, lease_until: { N: '5000' } };
  expect(await rewindTable(held, to)).toEqual({ result: 'held', item: { export_id: { S: 'acme/tickets' }, ...held } });
});
