import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import {
  type AttributeUpdate,
  buildCheckpointUpdate,
  buildReleaseUpdate,
  parseCursorItem,
} from '#functions/export/aws/cursor-item.ts';
import { NUMBER_ATTRIBUTES, TEXT_ATTRIBUTES } from '#common/cursor-attributes.ts';
import { StorageError } from '#functions/export/core/errors.ts';
import { tailFrom } from '#functions/export/core/state/last-page.ts';
import { type RecordText, tailsOf } from '#test/support/functions/pages.ts';

const parse = (attributes: Record<string, AttributeValue | undefined>) => parseCursorItem('acme/tickets', attributes);

/** Applies an update to an item without attributes. */
const store = (update: AttributeUpdate) =>
  Object.fromEntries(Object.entries(update).filter((each): each is [string, AttributeValue] => each[1] !== 'remove'));

describe('parseCursorItem', () => {
  it('reads the known attributes and ignores others', () => {
    expect(
      parse({
        export_id: { S: 'acme/tickets' },
        end_time: { N: '1700000000' },
        start_time: { N: '0' },
        after_cursor: { S: 'MTcwMA==' },
        pinned_second: { N: '1700000000' },
        per_page: { N: '250' },
        read_at: { N: '1700000050' },
        unavailable_at: { N: '1700000060' },
        lease_owner: { S: 'run-7' },
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
      unavailableAt: 1_700_000_060,
    });
  });

  it('returns an empty item before the first checkpoint', () => {
    expect(parse({ export_id: { S: 'acme/tickets' }, lease_owner: { S: 'me' } })).toEqual({});
  });

  it.each(['end_time', 'start_time', 'pinned_second', 'per_page', 'read_at', 'unavailable_at'])(
    'rejects an invalid %s, naming the attribute, instead of starting over',
    (name) => {
      for (const value of [{ S: '1700000000' }, { N: '1.5' }, { N: '-1' }, { N: '1e300' }, { NULL: true as const }]) {
        expect(() => parse({ [name]: value })).toThrow(StorageError);
        expect(() => parse({ [name]: value })).toThrow(
          new RegExp(`^acme/tickets: attribute ${name} .*Correct it in the table`),
        );
      }
    },
  );

  it('parses every checkpoint as it was written', () => {
    const second = fc.nat(9_999_999_999);
    const lastPage = fc.record({ endTime: second, records: fc.nat(), digest: fc.string({ minLength: 1 }) });
    const writes = fc.record(
      {
        endTime: second,
        startTime: second,
        afterCursor: fc.string({ minLength: 1 }),
        pinnedSecond: second,
        perPage: fc.integer({ min: 1, max: 1000 }),
        readAt: second,
        lastPage,
      },
      { requiredKeys: ['endTime', 'startTime'] },
    );
    fc.assert(
      fc.property(writes, ({ lastPage: tail, ...rest }) => {
        const write = { ...rest, ...(tail && { lastPage: { ...tail, from: rest.endTime } }) };
        expect(parse(store(buildCheckpointUpdate(write)))).toEqual(write);
      }),
    );
  });
});

describe('buildCheckpointUpdate', () => {
  it('writes numbers as N and texts as S', () => {
    const write = {
      endTime: 105,
      startTime: 100,
      afterCursor: 'c',
      pinnedSecond: 105,
      perPage: 5,
      readAt: 110,
      lastPage: { from: 105, endTime: 106, records: 2, digest: 'ab12' },
    };
    expect(buildCheckpointUpdate(write)).toEqual({
      end_time: { N: '105' },
      start_time: { N: '100' },
      after_cursor: { S: 'c' },
      pinned_second: { N: '105' },
      per_page: { N: '5' },
      read_at: { N: '110' },
      unavailable_at: 'remove',
      unavailable_reason: 'remove',
      last_page: { M: { from: { N: '105' }, end_time: { N: '106' }, records: { N: '2' }, digest: { S: 'ab12' } } },
    });
  });

  it('removes the attributes that no longer apply to the position, and no others', () => {
    expect(buildCheckpointUpdate({ endTime: 1, startTime: 0 })).toEqual({
      end_time: { N: '1' },
      start_time: { N: '0' },
      after_cursor: 'remove',
      pinned_second: 'remove',
      per_page: 'remove',
      last_page: 'remove',
    });
  });
});

describe('buildReleaseUpdate', () => {
  it('writes page size, pin and read time, and removes a refused cursor, but never a pin', () => {
    expect(buildReleaseUpdate({ cursorRefused: false })).toEqual({ per_page: 'remove' });
    expect(buildReleaseUpdate({ perPage: 5, pinnedSecond: 7, readAt: 9, cursorRefused: false })).toEqual({
      per_page: { N: '5' },
      pinned_second: { N: '7' },
      read_at: { N: '9' },
      unavailable_at: 'remove',
      unavailable_reason: 'remove',
    });
    expect(buildReleaseUpdate({ cursorRefused: true })).toEqual({ per_page: 'remove', after_cursor: 'remove' });
  });
});

it('unavailable_at and its reason are written with the release and removed with the next page', () => {
  const unavailable = { unavailableAt: 9, unavailableReason: 'no Talk' };
  const written = { unavailable_at: { N: '9' }, unavailable_reason: { S: 'no Talk' } };
  const removed = { unavailable_at: 'remove', unavailable_reason: 'remove' };
  expect(buildReleaseUpdate({ cursorRefused: false, ...unavailable })).toMatchObject(written);
  expect(buildReleaseUpdate({ cursorRefused: false, readAt: 9 })).toMatchObject(removed);
  expect(buildCheckpointUpdate({ endTime: 1, startTime: 0, readAt: 9 })).toMatchObject(removed);
});

describe('run history', () => {
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

  it('survives a round trip through checkpoint and release', () => {
    expect(buildCheckpointUpdate({ endTime: 1, startTime: 0, runHistory })).toMatchObject(attributes);
    expect(buildReleaseUpdate({ cursorRefused: false, runHistory })).toEqual({ per_page: 'remove', ...attributes });
    expect(parse(attributes)).toEqual({ runHistory });
  });

  it('keeps the attributes that a write does not contain', () => {
    const written = buildCheckpointUpdate({ endTime: 1, startTime: 0, runHistory: { totalPages: 5 } });
    expect(written).toMatchObject({ total_pages: { N: '5' } });
    expect(Object.keys(written)).not.toContain('caught_up_at');
    expect(parse({ last_outcome: { S: 'StorageError' } })).toEqual({ runHistory: { lastOutcome: 'StorageError' } });
  });

  it.each<AttributeValue>([{ S: '1' }, { N: '1.5' }, { N: '-1' }, { N: '1e300' }, { NULL: true as const }])(
    'ignores an invalid attribute, because only monitoring depends on it (%j)',
    (invalid) => {
      expect(parse({ ...attributes, caught_up_at: invalid })).toEqual({
        runHistory: Object.fromEntries(Object.entries(runHistory).filter(([name]) => name !== 'caughtUpAt')),
      });
      expect(parse({ total_pages: invalid })).toEqual({});
    },
  );
});

describe('last_page', () => {
  const lastPage = { from: 105, endTime: 106, records: 1, digest: 'ab12' };
  const item = store(buildCheckpointUpdate({ endTime: 105, startTime: 0, lastPage }));

  it('applies only until an operator changes end_time manually', () => {
    expect(parse(item)).toMatchObject({ lastPage });
    expect(parse({ ...item, end_time: { N: '104' } })).not.toHaveProperty('lastPage');
    expect(parse({ ...item, end_time: undefined })).not.toHaveProperty('lastPage');
  });

  const [from, end_time, records, digest] = [{ N: '105' }, { N: '106' }, { N: '1' }, { S: 'ab12' }];
  it.each<[string, AttributeValue]>([
    ['that is a text', { S: '105:abc' }],
    ['with a list of records', { M: { as_of: from, end_time, records: { S: '105:abc 106:def' } } }],
    ['without records', { M: { from, end_time, digest } }],
    ['without a digest', { M: { from, end_time, records } }],
    ['without an end time', { M: { from, records, digest } }],
    ['without a start', { M: { end_time, records, digest } }],
  ])('ignores a value %s, as another version may write it', (_, attribute) => {
    expect(parse({ ...item, last_page: attribute })).not.toHaveProperty('lastPage');
  });

  it('keeps the item below 8 kB, with 1,000 seconds in the lookback window and the longest values', () => {
    const seconds = Array.from({ length: 1000 }, (_, i): RecordText => [4_102_444_800 + i, 'text']);
    const lastPage = tailFrom({ endTime: 4_102_444_800, tails: tailsOf(seconds) }, 4_102_444_800);
    const numbers = Object.values(NUMBER_ATTRIBUTES).map((name) => [name, { N: String(Number.MAX_SAFE_INTEGER) }]);
    const texts = Object.values(TEXT_ATTRIBUTES).map((name) => [name, { S: 'x'.repeat(500) }]);
    const written = buildCheckpointUpdate({ endTime: 1, startTime: 0, ...(lastPage && { lastPage }) });
    const all = { ...Object.fromEntries([...numbers, ...texts]), last_page: written['last_page'] };
    expect(lastPage).toMatchObject({ records: 1000 });
    expect(JSON.stringify(all).length).toBeLessThan(8_000);
  });
});
