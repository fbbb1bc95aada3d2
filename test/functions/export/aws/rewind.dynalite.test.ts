import { expect, it } from 'vitest';
import { rewind } from '../../../../functions/export/aws/rewind.ts';
import { cursorTable, NEVER } from '../support/aws.ts';

const NOW = 5_000_000;

/** A cursor that has got into a pinned second. */
const CURSOR = {
  end_time: { N: '2000' },
  start_time: { N: '1000' },
  after_cursor: { S: 'cursor' },
  pinned_second: { N: '2000' },
  last_page: { S: 'records' },
  per_page: { N: '500' },
};

async function rewound(attributes: Parameters<Awaited<ReturnType<typeof cursorTable>>['put']>[0], to: number) {
  const table = await cursorTable();
  await table.put(attributes);
  const came = await rewind(table.client, 'cursors', 'acme/tickets', { to, now: NOW }, NEVER);
  return { came, item: await table.item() };
}

it('sets the position back and forgets all that was kept of where the export had been', async () => {
  expect(await rewound(CURSOR, 1500)).toEqual({
    came: 'rewound',
    item: {
      export_id: { S: 'acme/tickets' },
      end_time: { N: '1500' },
      start_time: { N: '1000' },
      per_page: { N: '500' },
    },
  });
});

it.each([
  ['before its beginning', CURSOR],
  ['that has never begun', { per_page: { N: '500' } }],
])('makes an export %s begin there', async (_, attributes) => {
  const { came, item } = await rewound(attributes, 900);
  expect(came).toBe('rewound');
  expect(item).toMatchObject({ end_time: { N: '900' }, start_time: { N: '900' } });
});

it('takes a lease that has expired', async () => {
  const { came, item } = await rewound({ ...CURSOR, lease_owner: { S: 'dead' }, lease_until: { N: '4999' } }, 1500);
  expect(came).toBe('rewound');
  expect(item).not.toHaveProperty('lease_owner');
  expect(item).not.toHaveProperty('lease_until');
});

it.each([1500, 900])('changes nothing while a run holds the export (to %i)', async (to) => {
  const held = { ...CURSOR, lease_owner: { S: 'run' }, lease_until: { N: '5000' } };
  expect(await rewound(held, to)).toEqual({ came: 'held', item: { export_id: { S: 'acme/tickets' }, ...held } });
});
