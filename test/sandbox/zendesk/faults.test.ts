import { expect, test } from 'vitest';
import { faults } from '#sandbox/zendesk/index.ts';
import { startServer } from '#test/support/sandbox/zendesk/start-server.ts';

const { exportLimitExceeded, accountLimitExceeded, edgeLimitExceeded, unavailable, upstreamTimeout } = faults;

test.each([
  [
    'exportLimitExceeded',
    exportLimitExceeded(7),
    '{"error":"APIRateLimitExceeded","description":"Number of allowed incremental export API requests per minute exceeded"}',
  ],
  ['accountLimitExceeded', accountLimitExceeded(7), 'Number of allowed API requests per minute exceeded'],
  [
    'edgeLimitExceeded',
    edgeLimitExceeded(7),
    '{"detail":"Rate limited by Zendesk edge protection","status":"429","title":"Automated response"}',
  ],
])('%s returns its own 429 body', async (_, fault, body) => {
  const { zendesk } = await startServer();
  zendesk.intercept(() => fault);
  const response = await fetch(zendesk.url);
  expect(response.status).toBe(429);
  expect(response.headers.get('retry-after')).toBe('7');
  expect(await response.text()).toBe(body);
});

test.each(Object.entries({ exportLimitExceeded, accountLimitExceeded, edgeLimitExceeded, unavailable }))(
  '%s accepts a missing, 0 or invalid Retry-After',
  async (_, answer) => {
    expect(answer(null).headers).not.toHaveProperty('retry-after');
    const { zendesk } = await startServer();
    for (const value of [0, -5, 0.5, 'soon', '', '50, 53', 'Tue, 24 Nov 2026 22:59:00 GMT']) {
      zendesk.intercept(() => answer(value));
      expect((await fetch(zendesk.url)).headers.get('retry-after')).toBe(String(value));
    }
  },
);

test('upstreamTimeout returns plain text', () => {
  expect(upstreamTimeout()).toMatchObject({
    status: 504,
    headers: { 'content-type': 'text/plain' },
    body: 'upstream request timeout',
  });
});

test('serverError, cloudflareError and loginPage return HTML', () => {
  const answers = [faults.serverError(500), faults.serverError(502), faults.cloudflareError(520), faults.loginPage()];
  for (const fault of answers) {
    expect(fault.headers?.['content-type']).toContain('text/html');
    expect(fault.body).toMatch(/^<!DOCTYPE html>/);
  }
  expect(answers.map(({ status }) => status)).toEqual([500, 502, 520, 200]);
});

test('tooRecent returns three forms of the error', () => {
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

test('invalidToken returns an OAuth 401', () => {
  expect(faults.invalidToken()).toMatchObject({
    status: 401,
    body: expect.stringMatching(/^\{"error":"invalid_token","error_description":/) as unknown,
  });
});

test('errorWithCode, errorWithTitle, errorList and errorText return four envelopes', () => {
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
