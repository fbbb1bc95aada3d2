import { expect, test } from 'vitest';
import { faults } from '../../../sandbox/zendesk/index.ts';
import { started } from './started.ts';

const { exportLimitExceeded, accountLimitExceeded, edgeLimitExceeded, unavailable, upstreamTimeout } = faults;

test.each([
  [
    'of incremental exports',
    exportLimitExceeded(7),
    '{"error":"APIRateLimitExceeded","description":"Number of allowed incremental export API requests per minute exceeded"}',
  ],
  ['account-wide', accountLimitExceeded(7), 'Number of allowed API requests per minute exceeded'],
  [
    'of the edge',
    edgeLimitExceeded(7),
    '{"detail":"Rate limited by Zendesk edge protection","status":"429","title":"Automated response"}',
  ],
])('the rate limit %s has its own 429', async (_, fault, body) => {
  const { zendesk } = await started();
  zendesk.intercept(() => fault);
  const response = await fetch(zendesk.url);
  expect(response.status).toBe(429);
  expect(response.headers.get('retry-after')).toBe('7');
  expect(await response.text()).toBe(body);
});

test('Retry-After may be missing or 0', () => {
  expect(exportLimitExceeded(null).headers).not.toHaveProperty('retry-after');
  expect(unavailable(0)).toMatchObject({ status: 503, headers: { 'retry-after': '0' } });
});

test('a gateway timeout is plain text', () => {
  expect(upstreamTimeout()).toMatchObject({
    status: 504,
    headers: { 'content-type': 'text/plain' },
    body: 'upstream request timeout',
  });
});

test('Cloudflare’s errors and a login form are HTML', () => {
  for (const fault of [faults.cloudflareError(520), faults.cloudflareError(524), faults.loginPage()]) {
    expect(fault.headers?.['content-type']).toContain('text/html');
    expect(fault.body).toMatch(/^<!DOCTYPE html>/);
  }
  expect(faults.loginPage().status).toBe(200);
});

test('errors come in four envelopes', () => {
  expect(faults.errorWithCode(404, 'RecordNotFound', 'Not found').body).toBe(
    '{"error":"RecordNotFound","description":"Not found"}',
  );
  expect(faults.errorWithTitle(403, 'Forbidden', 'No access').body).toBe(
    '{"error":{"title":"Forbidden","message":"No access"}}',
  );
  expect(faults.errorList(422, 'Invalid', 'Invalid', 'start_time').body).toBe(
    '{"errors":[{"code":"Invalid","title":"Invalid","detail":"start_time"}]}',
  );
  expect(faults.errorText(400, 'Bad request')).toMatchObject({ status: 400, body: 'Bad request' });
});
