import * as fc from 'fast-check';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import {
  type AttributeUpdate,
  buildCheckpointUpdate,
  buildReleaseUpdate,
  parseCursorItem,
} from '#functions/export/aws/cursor-item.ts';
import { StorageError } from '#functions/export/core/errors.ts';

const parse = (attributes: Record<string, AttributeValue | undefined>) => parseCursorItem('acme/groups', attributes);

/** Applies an update to an item without attributes. */
const store = (update: AttributeUpdate) =>
  Object.fromEntries(Object.entries(update).filter((each): each is [string, AttributeValue] => each[1] !== 'remove'));

describe('the checkpoint of a list', () => {
  it('writes the snapshot under way, and neither end_time nor start_time before the first one is complete', () => {
    const snapshot = { time: 500, page: 3, pageTime: 520 };
    expect(buildCheckpointUpdate({ snapshot, afterCursor: 'c', perPage: 50, readAt: 519 })).toEqual({
      snapshot_time: { N: '500' },
      page: { N: '3' },
      page_time: { N: '520' },
      since: 'remove',
      after_cursor: { S: 'c' },
      per_page: { N: '50' },
      rewound_to: 'remove',
      read_at: { N: '519' },
      unavailable_at: 'remove',
      unavailable_reason: 'remove',
    });
  });

  it('removes the snapshot under way and the request for it when it is complete', () => {
    expect(buildCheckpointUpdate({ endTime: 500, startTime: 7, snapshot: {} })).toEqual({
      end_time: { N: '500' },
      start_time: { N: '7' },
      snapshot_time: 'remove',
      page: 'remove',
      page_time: 'remove',
      since: 'remove',
      after_cursor: 'remove',
      per_page: 'remove',
      rewound_to: 'remove',
    });
  });

  it('parses every checkpoint as it was written', () => {
    const number = fc.nat(9_999_999_999);
    const writes = fc.record(
      {
        endTime: number,
        startTime: number,
        rewoundTo: number,
        perPage: fc.integer({ min: 1, max: 100 }),
        afterCursor: fc.string({ minLength: 1 }),
        readAt: number,
        snapshot: fc.record(
          { time: number, page: number, pageTime: number, since: number },
          { requiredKeys: ['time'] },
        ),
      },
      { requiredKeys: ['snapshot'] },
    );
    fc.assert(
      fc.property(writes, (write) => {
        expect(parse(store(buildCheckpointUpdate(write)))).toEqual(write);
      }),
    );
  });
});

it('the release of a list removes a snapshot that was given up, except its time', () => {
  expect(buildReleaseUpdate({ cursorRefused: false, snapshotDropped: true, readAt: 9 })).toEqual({
    per_page: 'remove',
    after_cursor: 'remove',
    page: 'remove',
    page_time: 'remove',
    since: 'remove',
    read_at: { N: '9' },
    unavailable_at: 'remove',
    unavailable_reason: 'remove',
  });
});

it.each(['snapshot_time', 'page', 'page_time', 'since', 'rewound_to'])(
  'parseCursorItem rejects an invalid %s, naming the attribute',
  (name) => {
    expect(() => parse({ [name]: { N: '1.5' } })).toThrow(StorageError);
    expect(() => parse({ [name]: { S: '1' } })).toThrow(new RegExp(`^acme/groups: attribute ${name} `));
  },
);
