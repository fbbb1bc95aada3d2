import { expect, it } from 'vitest';
import { rewind } from '#cli/aws/rewind.ts';
import { cursorTable, NEVER } from '#test/support/functions/aws.ts';

const NOW = 5_000_000;

/** A cursor that has got into a pinned second. */
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

async function rewound(attributes: Attributes, to: number, times = 1) {
  const table = await cursorTable();
  await table.put(attributes);
  const order = { to, now: NOW, from: 'end_time' in attributes ? 2000 : undefined };
  const send = () => rewind(table.client, 'cursors', 'acme/tickets', order, NEVER);
  let came = await send();
  for (let sent = 1; sent < times; sent += 1) came = await send();
  return { came, item: await table.item() };
}

/** As the item tells it, in seconds where the rewind was called in milliseconds. */
const loggedAs = (to: string) => ({
  rewound_at: { N: '5000' },
  rewound_from: { N: '2000' },
  rewound_to: { N: to },
});

it.each([1, 2])('sets the position back and tells so on the item, sent %i times', async (times) => {
  expect(await rewound(CURSOR, 1500, times)).toEqual({
    came: 'rewound',
    item: {
      export_id: { S: 'acme/tickets' },
      end_time: { N: '1500' },
      start_time: { N: '1000' },
      per_page: { N: '500' },
      read_at: { N: '4000' },
      ...loggedAs('1500'),
    },
  });
});

it('before the beginning, sent twice, still tells where it came from', async () => {
  const { item } = await rewound(CURSOR, 900, 2);
  expect(item).toMatchObject({ start_time: { N: '900' }, end_time: { N: '900' }, ...loggedAs('900') });
});

it('of an export that has never begun tells no place that it came from', async () => {
  const { item } = await rewound({ rewound_from: { N: '7' } }, 900);
  expect(item).toMatchObject({ rewound_at: { N: '5000' }, rewound_to: { N: '900' } });
  expect(item).not.toHaveProperty('rewound_from');
});

it.each([
  ['before its beginning', CURSOR],
  ['that has never begun', { per_page: { N: '500' } }],
])('makes an export %s begin there', async (_, attributes) => {
  const { came, item } = await rewound(attributes, 900);
  expect(came).toBe('rewound');
  expect(item).toMatchObject({ end_time: { N: '900' }, start_time: { N: '900' } });
});

it.each([
  ['has expired', { lease_until: { N: '4999' } }],
  ['has no end', {}],
  ['has an end that is no number', { lease_until: { S: '9999' } }],
])('takes a lease that %s', async (_, until) => {
  const { came, item } = await rewound({ ...CURSOR, lease_owner: { S: 'dead' }, ...until }, 1500);
  expect(came).toBe('rewound');
  expect(item).not.toHaveProperty('lease_owner');
  expect(item).not.toHaveProperty('lease_until');
});

it.each([1500, 900])('changes nothing while a run holds the export (to %i)', async (to) => {
  const held = { ...CURSOR, lease_owner: { S: 'run' }, lease_until: { N: '5000' } };
  expect(await rewound(held, to)).toEqual({ came: 'held', item: { export_id: { S: 'acme/tickets' }, ...held } });
});
