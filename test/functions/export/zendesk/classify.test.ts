import { describe, expect, it } from 'vitest';
import { RATE_LIMIT_BUCKETS } from '#functions/export/core/rate-limit-bucket.ts';
import { classify } from '#functions/export/zendesk/classify.ts';
import { answer, gzipped } from '#test/support/functions/answers.ts';

const NOW = 1_700_000_000_000;
const of = (status: number, headers = {}, body = '') =>
  classify(answer(status, body, headers, NOW), RATE_LIMIT_BUCKETS.incremental);

const RATE = { 'zendesk-ratelimit-incremental-exports': 'total=10; remaining=0; resets=17' };

describe('a status', () => {
  it.each([
    [200, { kind: 'ok' }],
    [401, { kind: 'unauthorized' }],
    [403, { kind: 'forbidden' }],
    [504, { kind: 'gateway_timeout' }],
  ])('%i is %j', (status, verdict) => {
    expect(of(status)).toEqual(verdict);
  });

  it.each([408, 409, 425, 500, 501, 502, 505, 520, 524, 599])(
    '%i passes, and is asked again (tap-zendesk#93)',
    (status) => {
      expect(of(status)).toEqual({ kind: 'retry', failure: 'unavailable' });
    },
  );

  it.each([400, 402, 404, 405, 410, 418, 422, 451])('%i does not pass by itself', (status) => {
    expect(of(status)).toEqual({ kind: 'refused' });
  });

  it.each([301, 302, 303, 304, 307, 308])('%i is a redirect', (status) => {
    expect(of(status)).toEqual({ kind: 'redirect' });
  });

  it.each([201, 202, 204, 206])('%i is success, but an invalid page', (status) => {
    expect(of(status)).toEqual({ kind: 'retry', failure: 'invalid_page' });
  });
});

describe('a 403', () => {
  const html = { 'content-type': 'text/html; charset=UTF-8' };
  const outage = { kind: 'retry', failure: 'unavailable' };

  it('of the edge is an outage: it has the header cf-mitigated, or HTML that is not empty', () => {
    expect(of(403, { 'cf-mitigated': 'challenge' })).toEqual(outage);
    expect(of(403, { ...html, 'cf-mitigated': 'challenge' })).toEqual(outage);
    expect(of(403, html, '<html>Just a moment...</html>')).toEqual(outage);
    expect(of(403, { 'content-type': 'TEXT/HTML' }, '<html>Attention Required!</html>')).toEqual(outage);
    expect(classify(gzipped(403, '<html>Sorry, you have been blocked</html>', html))).toEqual(outage);
  });

  it.each([
    ['JSON', answer(403, '{"error":"Forbidden"}', { 'content-type': 'application/json; charset=UTF-8' })],
    ['an empty HTML body', answer(403, '', html)],
    ['an empty HTML body, compressed', gzipped(403, '', html)],
    ['text', answer(403, 'Access to this resource is restricted', { 'content-type': 'text/plain' })],
    ['an unknown content type', answer(403, '<html></html>', { 'content-type': 'application/text/html' })],
    ['no content type', answer(403, '<html></html>')],
  ])('with %s is a refusal by Zendesk', (_, refusal) => {
    expect(classify(refusal)).toEqual({ kind: 'forbidden' });
  });
});

describe('the wait that an answer asks for', () => {
  it('is Retry-After, of 429 and of 503', () => {
    expect(of(429, { 'retry-after': '93', ...RATE })).toEqual({ kind: 'retry', failure: 'throttled', waitMs: 93_000 });
    expect(of(503, { 'retry-after': '93' })).toEqual({ kind: 'retry', failure: 'unavailable', waitMs: 93_000 });
  });

  it.each([undefined, '0', 'soon'])('is until the window resets, where a 429 has the Retry-After %j', (retryAfter) => {
    expect(of(429, { 'retry-after': retryAfter, ...RATE })).toMatchObject({ waitMs: 17_000 });
  });

  it('is a second at least, where the window resets now', () => {
    const now = { 'zendesk-ratelimit-incremental-exports': 'total=10; remaining=0; resets=0' };
    expect(of(429, now)).toMatchObject({ waitMs: 1_000 });
  });

  it('is not read from the header of another bucket than that of the request', () => {
    expect(classify(answer(429, '', RATE, NOW))).toMatchObject({ waitMs: undefined });
    const other = { name: 'other', header: 'x-other', requestsPerMinute: 10 };
    expect(classify(answer(429, '', RATE, NOW), other)).toMatchObject({ waitMs: undefined });
  });

  it('is unknown where neither header says it, and then backoff decides', () => {
    expect(of(429)).toEqual({ kind: 'retry', failure: 'throttled', waitMs: undefined });
    expect(of(503, RATE)).toEqual({ kind: 'retry', failure: 'unavailable', waitMs: undefined });
  });

  it("counts a date from the answer's own Date", () => {
    const headers = { 'retry-after': 'Tue, 14 Nov 2023 22:14:00 GMT', date: 'Tue, 14 Nov 2023 22:13:20 GMT' };
    expect(classify(answer(503, '', headers, 0))).toMatchObject({ waitMs: 40_000 });
  });

  it('is not read where it means nothing: a 500 or a 504 backs off', () => {
    expect(of(500, { 'retry-after': '93' })).not.toHaveProperty('waitMs');
    expect(of(504, { 'retry-after': '93' })).toEqual({ kind: 'gateway_timeout' });
  });
});
