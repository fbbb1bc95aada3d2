import { expect, test } from 'vitest';
import { faults } from '#sandbox/zendesk/index.ts';
import { started } from '#test/support/sandbox/zendesk/started.ts';

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

test.each([exportLimitExceeded, accountLimitExceeded, edgeLimitExceeded, unavailable])(
  'Retry-After may be missing, 0 or odd: %s',
  async (answer) => {
    expect(answer(null).headers).not.toHaveProperty('retry-after');
    const { zendesk } = await started();
    for (const odd of [0, -5, 0.5, 'soon', '', '50, 53', 'Tue, 24 Nov 2026 22:59:00 GMT']) {
      zendesk.intercept(() => answer(odd));
      expect((await fetch(zendesk.url)).headers.get('retry-after')).toBe(String(odd));
    }
  },
);

test('a gateway timeout is plain text', () => {
  expect(upstreamTimeout()).toMatchObject({
    status: 504,
    headers: { 'content-type': 'text/plain' },
    body: 'upstream request timeout',
  });
});

test('errors of the servers and of Cloudflare, and a login form, are HTML', () => {
  const answers = [faults.serverError(500), faults.serverError(502), faults.cloudflareError(520), faults.loginPage()];
  for (const fault of answers) {
    expect(fault.headers?.['content-type']).toContain('text/html');
    expect(fault.body).toMatch(/^<!DOCTYPE html>/);
  }
  expect(answers.map(({ status }) => status)).toEqual([500, 502, 520, 200]);
});

test('a start_time may be too recent in three forms, whatever it is', () => {
  expect(faults.tooRecent('current')).toMatchObject({
    status: 400,
    body: expect.stringMatching(/^\{"error":"StartTimeTooRecent",/) as unknown,
  });
  const sentence = 'Too recent start_time. Use a start_time older than 5 minutes';
  expect(faults.tooRecent('legacy')).toMatchObject({
    status: 422,
    body: `{"error":"InvalidValue","description":"${sentence}"}`,
  });
  expect(faults.tooRecent('text')).toMatchObject({
    status: 422,
    headers: { 'content-type': 'text/plain' },
    body: sentence,
  });
});

test('a token may end at any request', () => {
  expect(faults.invalidToken()).toMatchObject({
    status: 401,
    body: expect.stringMatching(/^\{"error":"invalid_token","error_description":/) as unknown,
  });
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
