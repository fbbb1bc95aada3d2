import { describe, expect, it } from 'vitest';
import { describeAnswer } from '#functions/export/zendesk/describe.ts';
import { answer, gzipped } from '#test/support/functions/answers.ts';

const describeBody = (body: unknown, confidential: readonly string[] = []): string =>
  describeAnswer(answer(400, JSON.stringify(body)), confidential);

describe('describeAnswer', () => {
  it.each([
    [{ error: "Couldn't authenticate you" }, "400 (Couldn't authenticate you)"],
    [{ error: 'InvalidValue', description: 'Too recent' }, '400 (InvalidValue: Too recent)'],
    [{ error: 'invalid_client', error_description: 'unknown' }, '400 (invalid_client: unknown)'],
    [{ error: { title: 'Forbidden', message: 'No access' } }, '400 (Forbidden: No access)'],
    [{ errors: [{ code: 'X', title: 'Y', detail: 'Z' }] }, '400 (X: Y: Z)'],
    [{ detail: 'Rate limited', status: '429', title: 'Automated' }, '400 (Automated: Rate limited)'],
  ])('quotes the error envelope in each of its forms: %j', (body, expected) => {
    expect(describeBody(body)).toBe(expected);
  });

  it('reads a gzipped envelope', () => {
    expect(describeAnswer(gzipped(404, '{"error":"InvalidEndpoint"}'), [])).toBe('404 (InvalidEndpoint)');
  });

  it.each([
    'Number of allowed API requests per minute exceeded',
    '<html>PLANTED</html>',
    '{"tickets":[{"subject":"PLANTED"}]}',
    '{"error":7,"errors":"PLANTED"}',
    '{"errors":["PLANTED"]}',
    '[{"error":"PLANTED"}]',
    '"PLANTED"',
    'null',
  ])('names only type and size of any other body, which may hold ticket content: %s', (body) => {
    const type = { 'content-type': 'text/plain' };
    expect(describeAnswer(answer(500, body, type), [])).toBe(`500 (text/plain, ${body.length} bytes)`);
  });

  it('describes a response without content type or body', () => {
    expect(describeAnswer(answer(502), [])).toBe('502 (no content type, 0 bytes)');
  });

  it('masks confidential texts that the response echoes', () => {
    expect(describeBody({ error: 'no PLANTED-1, PLANTED-1 or PLANTED-2' }, ['PLANTED-1', 'PLANTED-2'])).toBe(
      '400 (no ***, *** or ***)',
    );
  });

  it('truncates a long text without leaving part of a secret at its end', () => {
    const text = `${'x'.repeat(195)}PLANTED`;
    expect(describeBody({ error: text }, ['PLANTED'])).toBe(`400 (${'x'.repeat(195)}***)`);
    expect(describeBody({ error: 'y'.repeat(500) })).toBe(`400 (${'y'.repeat(200)})`);
  });
});
