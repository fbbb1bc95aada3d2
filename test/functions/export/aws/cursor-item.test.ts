import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import {
  type AttributeUpdate,
  checkpointUpdate,
  parseCursorItem,
  releaseUpdate,
} from '#functions/export/aws/cursor-item.ts';
import { StorageError } from '#functions/export/core/errors.ts';
import { record } from '#test/support/functions/pages.ts';

const read = (attributes: Record<string, AttributeValue | undefined>) => parseCursorItem('acme/tickets', attributes);

/** The item that a first write leaves. */
const stored = (update: AttributeUpdate) =>
  Object.fromEntries(Object.entries(update).filter((each): each is [string, AttributeValue] => each[1] !== 'remove'));

describe('a cursor item', () => {
  it('is read from its attributes, whatever else stands there', () => {
    expect(
      read({
        export_id: { S: 'acme/tickets' },
        end_time: { N: '1700000000' },
        start_time: { N: '0' },
        after_cursor: { S: 'MTcwMA==' },
        pinned_second: { N: '1700000000' },
        per_page: { N: '250' },
        read_at: { N: '1700000050' },
        lease_owner: { S: 'somebody' },
        lease_until: { N: '1700000100' },
        added_by_a_later_version: { BOOL: true },
      }),
    ).toEqual({
      endTime: 1_700_000_000,
      startTime: 0,
      afterCursor: 'MTcwMA==',
      pinnedSecond: 1_700_000_000,
      perPage: 250,
      readAt: 1_700_000_050,
    });
  });

  it('is empty before the first checkpoint', () => {
    expect(read({ export_id: { S: 'acme/tickets' }, lease_owner: { S: 'me' } })).toEqual({});
  });

  it.each(['end_time', 'start_time', 'pinned_second', 'per_page', 'read_at'])(
    'with a broken %s is an error that names it, not a start from nowhere',
    (name) => {
      for (const value of [{ S: '1700000000' }, { N: '1.5' }, { N: '-1' }, { N: '1e300' }, { NULL: true as const }]) {
        expect(() => read({ [name]: value })).toThrow(StorageError);
        expect(() => read({ [name]: value })).toThrow(
          new RegExp(`^acme/tickets: the attribute ${name} .*Correct it in the table`),
        );
      }
    },
  );

  it('is as readable as it was written: numbers as N, texts as S', () => {
    const write = {
      endTime: 105,
      startTime: 100,
      afterCursor: 'c',
      pinnedSecond: 105,
      perPage: 5,
      readAt: 110,
      lastPage: { endTime: 106, records: [record(105, 'a-b_c'), record(106, 'd')] },
    };
    expect(checkpointUpdate(write)).toEqual({
      end_time: { N: '105' },
      start_time: { N: '100' },
      after_cursor: { S: 'c' },
      pinned_second: { N: '105' },
      per_page: { N: '5' },
      read_at: { N: '110' },
      last_page: { M: { as_of: { N: '105' }, end_time: { N: '106' }, records: { S: '105:a-b_c 106:d' } } },
    });
  });

  it('loses with a checkpoint what the position no longer has, and nothing else', () => {
    expect(checkpointUpdate({ endTime: 1, startTime: 0 })).toEqual({
      end_time: { N: '1' },
      start_time: { N: '0' },
      after_cursor: 'remove',
      pinned_second: 'remove',
      per_page: 'remove',
      last_page: 'remove',
    });
  });

  it('keeps with a release what was learnt, and removes a refused cursor, but never a pin', () => {
    expect(releaseUpdate({ cursorRefused: false })).toEqual({ per_page: 'remove' });
    expect(releaseUpdate({ perPage: 5, pinnedSecond: 7, readAt: 9, cursorRefused: false })).toEqual({
      per_page: { N: '5' },
      pinned_second: { N: '7' },
      read_at: { N: '9' },
    });
    expect(releaseUpdate({ cursorRefused: true })).toEqual({ per_page: 'remove', after_cursor: 'remove' });
  });

  it('comes back as it was written', () => {
    const second = fc.nat(9_999_999_999);
    const digest = fc.string({ unit: fc.constantFrom(...Array.from('abAB01-_')), minLength: 12, maxLength: 12 });
    const records = fc.array(fc.record({ timestamp: second, digest }));
    const writes = fc.record(
      {
        endTime: second,
        startTime: second,
        afterCursor: fc.string({ minLength: 1 }),
        pinnedSecond: second,
        perPage: fc.integer({ min: 1, max: 1000 }),
        readAt: second,
        lastPage: fc.record({ endTime: second, records }),
      },
      { requiredKeys: ['endTime', 'startTime'] },
    );
    fc.assert(
      fc.property(writes, (write) => {
        expect(read(stored(checkpointUpdate(write)))).toEqual(write);
      }),
    );
  });
});

describe('how an export stands', () => {
  const runHistory = {
    firstRunAt: 1,
    lastRunAt: 2,
    lastOutcome: 'caught_up',
    caughtUpAt: 3,
    stalledRuns: 0,
    totalPages: 5,
    totalRecords: 6,
    totalBytes: 7,
  };
  const attributes = {
    first_run_at: { N: '1' },
    last_run_at: { N: '2' },
    last_outcome: { S: 'caught_up' },
    caught_up_at: { N: '3' },
    stalled_runs: { N: '0' },
    total_pages: { N: '5' },
    total_records: { N: '6' },
    total_bytes: { N: '7' },
  };

  it('stands on the item for a person to read, and comes back', () => {
    expect(checkpointUpdate({ endTime: 1, startTime: 0, runHistory })).toMatchObject(attributes);
    expect(releaseUpdate({ cursorRefused: false, runHistory })).toEqual({ per_page: 'remove', ...attributes });
    expect(read(attributes)).toEqual({ runHistory });
  });

  it('keeps on the item what a write does not tell', () => {
    const written = checkpointUpdate({ endTime: 1, startTime: 0, runHistory: { totalPages: 5 } });
    expect(written).toMatchObject({ total_pages: { N: '5' } });
    expect(Object.keys(written)).not.toContain('caught_up_at');
    expect(read({ last_outcome: { S: 'StorageError' } })).toEqual({ runHistory: { lastOutcome: 'StorageError' } });
  });

  it.each<AttributeValue>([{ S: '1' }, { N: '1.5' }, { N: '-1' }, { N: '1e300' }, { NULL: true as const }])(
    'is as good as absent where somebody has broken it: nothing depends on it (%j)',
    (broken) => {
      expect(read({ ...attributes, caught_up_at: broken })).toEqual({
        runHistory: Object.fromEntries(Object.entries(runHistory).filter(([name]) => name !== 'caughtUpAt')),
      });
      expect(read({ total_pages: broken })).toEqual({});
    },
  );
});

describe('the last landed page', () => {
  const lastPage = { endTime: 105, records: [record(105)] };
  const written = stored(checkpointUpdate({ endTime: 105, startTime: 0, lastPage }));

  it('does not count any longer once somebody has moved end_time by hand', () => {
    expect(read(written)).toHaveProperty('lastPage');
    expect(read({ ...written, end_time: { N: '104' } })).not.toHaveProperty('lastPage');
    expect(read({ ...written, end_time: undefined })).not.toHaveProperty('lastPage');
  });

  it.each<[string, AttributeValue]>([
    ['an older form', { S: '105:abc' }],
    ['no records', { M: { as_of: { N: '105' }, end_time: { N: '105' } } }],
    ['no end', { M: { as_of: { N: '105' }, records: { S: '' } } }],
  ])('of %s is as good as none', (_, attribute) => {
    expect(read({ ...written, last_page: attribute })).not.toHaveProperty('lastPage');
  });
});
