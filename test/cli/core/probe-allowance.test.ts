import { expect, it } from 'vitest';
import { createProbeAllowance } from '#cli/core/probe-allowance.ts';
import { RATE_LIMIT_BUCKETS } from '#functions/export/core/rate-limit-bucket.ts';

const { incremental, talk } = RATE_LIMIT_BUCKETS;

it('the allowance leaves two requests of a window to the exporter', () => {
  const allowance = createProbeAllowance();
  allowance.record(incremental, { total: 10, remaining: 3, resets: 41 });
  expect(allowance.refuse(incremental)).toBeUndefined();
  allowance.record(incremental, { total: 10, remaining: 2, resets: 40 });
  expect(allowance.refuse(incremental)).toMatch(/^not tested: .* Retry in 40 s$/);
});

it('the allowance counts its own requests if no response reports the rate limit', () => {
  const allowance = createProbeAllowance();
  for (let sent = 0; sent < talk.requestsPerMinute - 2; sent += 1) {
    expect(allowance.refuse(talk)).toBeUndefined();
    allowance.record(talk, undefined);
  }
  expect(allowance.refuse(talk)).toMatch(/Retry in a minute/);
});

it('the allowance counts a request without the header from the last one with it', () => {
  const allowance = createProbeAllowance();
  allowance.record(incremental, { total: 10, remaining: 3, resets: 41 });
  allowance.record(incremental, undefined);
  expect(allowance.refuse(incremental)).toMatch(/Retry in 41 s/);
});

it('the allowance counts each bucket on its own', () => {
  const allowance = createProbeAllowance();
  allowance.record(incremental, { total: 10, remaining: 0, resets: 0 });
  expect(allowance.refuse(incremental)).toMatch(/Retry in 1 s/);
  expect(allowance.refuse(talk)).toBeUndefined();
});
