import { describe, expect, it } from 'vitest';
import { RATE_LIMIT_BUCKETS } from '#functions/export/core/rate-limit-bucket.ts';
import { classify } from '#functions/export/zendesk/classify.ts';
import { answer, gzipped } from '#test/support/functions/answers.ts';

const NOW = 1_700_000_000_000;
const classifyStatus = (status: number, headers = {}, body = '') =>
  classify(answer(status, body, headers, NOW), RATE_LIMIT_BUCKETS.incremental);

const RATE = { 'zendesk-ratelimit-incremental-exports': 'total=10; remaining=0; resets=17' };

describe('classify', () => {
  it.each([
    [200, { kind: 'ok' }],
    [401, { kind: 'unauthorized' }],
    [403, { kind: 'forbidden' }],
    [504, { kind: 'gateway_timeout' }],
  ])('classifies %i as %j', (status, verdict) => {
    expect(classifyStatus(status)).toEqual(verdict);
  });

  it.each([408, 409, 425, 500, 501, 502, 505, 520, 524, 599])(
    'retries %i as a temporary failure (tap-zendesk#93)',
    (status) => {
      expect(classifyStatus(status)).toEqual({ kind: 'retry', failure: 'unavailable' });
    },
  );

  it.each([400, 402, 404, 405, 410, 418, 422, 451])('does not retry %i', (status) => {
    expect(classifyStatus(status)).toEqual({ kind: 'refused' });
  });

  it.each([301, 302, 303, 304, 307, 308])('classifies %i as a redirect', (status) => {
    expect(classifyStatus(status)).toEqual({ kind: 'redirect' });
  });

  it.each([201, 202, 204, 206])('retries %i as an invalid page, although it is a success', (status) => {
    expect(classifyStatus(status)).toEqual({ kind: 'retry', failure: 'invalid_page' });
  });
});

describe('classify for a 403', () => {
  const html = { 'content-type': 'text/html; charset=UTF-8' };
  const outage = { kind: 'retry', failure: 'unavailable' };

  it('retries a 403 of the edge, which has the header cf-mitigated or HTML that is not empty', () => {
    expect(classifyStatus(403, { 'cf-mitigated': 'challenge' })).toEqual(outage);
    expect(classifyStatus(403, { ...html, 'cf-mitigated': 'challenge' })).toEqual(outage);
    expect(classifyStatus(403, html, '<html>Just a moment...</html>')).toEqual(outage);
    expect(classifyStatus(403, { 'content-type': 'TEXT/HTML' }, '<html>Attention Required!</html>')).toEqual(outage);
    expect(classify(gzipped(403, '<html>Sorry, you have been blocked</html>', html))).toEqual(outage);
  });

  it.each([
    ['JSON', answer(403, '{"error":"Forbidden"}', { 'content-type': 'application/json; charset=UTF-8' })],
    ['an empty HTML body', answer(403, '', html)],
    ['an empty HTML body, compressed', gzipped(403, '', html)],
    ['text', answer(403, 'Access to this resource is restricted', { 'content-type': 'text/plain' })],
    ['an unknown content type', answer(403, '<html></html>', { 'content-type': 'application/text/html' })],
    ['no content type', answer(403, '<html></html>')],
  ])('classifies a 403 with %s as forbidden by Zendesk', (_, refusal) => {
    expect(classify(refusal)).toEqual({ kind: 'forbidden' });
  });
});

describe('the wait of classify', () => {
  it('uses Retry-After for 429 and 503', () => {
    expect(classifyStatus(429, { 'retry-after': '93', ...RATE })).toEqual({
      kind: 'retry',
      failure: 'throttled',
      waitMs: 93_000,
    });
    expect(classifyStatus(503, { 'retry-after': '93' })).toEqual({
      kind: 'retry',
      failure: 'unavailable',
      waitMs: 93_000,
    });
  });

  it.each([undefined, '0', 'soon'])('waits until the window resets for a 429 with Retry-After %j', (retryAfter) => {
    expect(classifyStatus(429, { 'retry-after': retryAfter, ...RATE })).toMatchObject({ waitMs: 17_000 });
  });

  it('waits at least a second if the window resets now', () => {
    const now = { 'zendesk-ratelimit-incremental-exports': 'total=10; remaining=0; resets=0' };
    expect(classifyStatus(429, now)).toMatchObject({ waitMs: 1_000 });
  });

  it("ignores the rate-limit header of a bucket other than the request's", () => {
    expect(classify(answer(429, '', RATE, NOW))).toMatchObject({ waitMs: undefined });
    const other = { name: 'other', header: 'x-other', requestsPerMinute: 10 };
    expect(classify(answer(429, '', RATE, NOW), other)).toMatchObject({ waitMs: undefined });
  });

  it('leaves the wait to backoff if neither header is present', () => {
    expect(classifyStatus(429)).toEqual({ kind: 'retry', failure: 'throttled', waitMs: undefined });
    expect(classifyStatus(503, RATE)).toEqual({ kind: 'retry', failure: 'unavailable', waitMs: undefined });
  });

  it("measures a Retry-After date from the response's Date header", () => {
    const headers = { 'retry-after': 'Tue, 14 Nov 2023 22:14:00 GMT', date: 'Tue, 14 Nov 2023 22:13:20 GMT' };
    expect(classify(answer(503, '', headers, 0))).toMatchObject({ waitMs: 40_000 });
  });

  it('ignores Retry-After on a 500 or 504, where it has no meaning', () => {
    expect(classifyStatus(500, { 'retry-after': '93' })).not.toHaveProperty('waitMs');
    expect(classifyStatus(504, { 'retry-after': '93' })).toEqual({ kind: 'gateway_timeout' });
  });
});
