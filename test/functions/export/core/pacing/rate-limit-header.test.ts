import { expect, it } from 'vitest';
import { readRateLimit } from '#functions/export/core/pacing/rate-limit-header.ts';
import { RATE_LIMIT_BUCKETS } from '#functions/export/core/rate-limit-bucket.ts';

const BUCKET = RATE_LIMIT_BUCKETS.incremental;

it.each([
  ['total=10; remaining=9; resets=6', { total: 10, remaining: 9, resets: 6 }],
  ['total=; remaining=9; resets=6', { total: undefined, remaining: 9, resets: 6 }],
  ['resets=6;remaining=0', { total: undefined, remaining: 0, resets: 6 }],
  ['total=10; remaining=9', undefined],
  ['total=10; resets=6', undefined],
  ['remaining=; resets=', undefined],
  ['remaining=-1; resets=6', undefined],
  ['unremaining=9; resets=6', undefined],
  ['', undefined],
  [undefined, undefined],
])('readRateLimit parses the header %j as %j', (text, expected) => {
  expect(readRateLimit(BUCKET, { [BUCKET.header]: text })).toEqual(expected);
});

it('readRateLimit ignores the headers of other buckets, so that a run with quota left does not wait (airbyte#7373)', () => {
  const headers = {
    'x-rate-limit-remaining': '0',
    'ratelimit-remaining': '0',
    'ratelimit-reset': '30',
    'zendesk-ratelimit-incremental-exports-cursor': 'total=20; remaining=0; resets=30',
  };
  expect(readRateLimit(BUCKET, headers)).toBeUndefined();
  expect(BUCKET.header).toBe('zendesk-ratelimit-incremental-exports');
});

it('readRateLimit returns undefined for a bucket without a header', () => {
  const headers = { null: 'total=10; remaining=9; resets=6', '': 'total=10; remaining=9; resets=6' };
  expect(readRateLimit({ ...BUCKET, header: null }, headers)).toBeUndefined();
});

const ACCOUNT = { 'ratelimit-limit': '700', 'ratelimit-remaining': '688', 'ratelimit-reset': '41' };

it.each([
  [ACCOUNT, { total: 700, remaining: 688, resets: 41 }],
  [
    { 'x-rate-limit': '700', 'x-rate-limit-remaining': '688', 'ratelimit-reset': '41' },
    { total: 700, remaining: 688, resets: 41 },
  ],
  [
    { ...ACCOUNT, 'ratelimit-limit': undefined },
    { total: undefined, remaining: 688, resets: 41 },
  ],
  [{ ...ACCOUNT, 'ratelimit-reset': undefined }, undefined],
  [{ ...ACCOUNT, 'ratelimit-reset': 'soon' }, undefined],
  [{ ...ACCOUNT, 'ratelimit-remaining': '-1' }, undefined],
  [{}, undefined],
])('readRateLimit reads the account-wide headers %j as %j', (headers, expected) => {
  expect(readRateLimit(RATE_LIMIT_BUCKETS.accountWide, headers)).toEqual(expected);
});
