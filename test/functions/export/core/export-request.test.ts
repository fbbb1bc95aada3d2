import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { InvalidRequestError } from '#functions/export/core/errors.ts';
import { describeIssues, parseExportRequest } from '#functions/export/core/export-request.ts';
import { RESOURCES } from '#functions/export/core/resource.ts';

const LEAST = { subdomain: 'acme', credentialsSecretId: 'zendesk/acme' };

const parsed = (fields: object) => parseExportRequest({ ...LEAST, ...fields });

/** What is wrong with the request, without the sentence that every such error begins with. */
function problem(event: unknown): string {
  try {
    parseExportRequest(event);
  } catch (error) {
    if (error instanceof InvalidRequestError) return error.message.replace('The export request is not valid. ', '');
    throw error;
  }
  return 'none';
}

describe('an export request', () => {
  it('needs a subdomain and a secret only, and has the documented defaults', () => {
    expect(parseExportRequest(LEAST)).toEqual({
      ...LEAST,
      resources: ['tickets'],
      startTime: 0,
      include: [],
      pageSize: 1000,
      allowanceShare: 1,
      pollSeconds: 0,
      compression: 'gzip',
      layout: 'page',
    });
  });

  it('keeps every field that is given', () => {
    const whole = {
      ...LEAST,
      resources: ['tickets'],
      startTime: 1_700_000_000,
      include: ['users', 'metric_sets', 'comment_count'],
      supportTypeScope: 'all',
      pageSize: 10,
      requestsPerMinute: 0.5,
      allowanceShare: 0.5,
      settleSeconds: 0,
      pollSeconds: 86_400,
      compression: 'none',
      layout: 'ndjson',
    };
    expect(parseExportRequest(whole)).toEqual(whole);
  });

  it('says so if its resources have no sideloads', () => {
    const none = { ...RESOURCES.tickets, options: { include: { known: [], default: [] }, supportTypeScope: false } };
    expect(() => parseExportRequest({ ...LEAST, include: ['users'] }, { tickets: none })).toThrow(
      'include.0: expected a sideload of the resources asked for: they have none.',
    );
  });

  it('names a sideload that none of its resources has, and those that there are', () => {
    expect(problem({ ...LEAST, include: ['users', 'metrics'] })).toBe(
      `include.1: expected a sideload of the resources asked for: ${RESOURCES.tickets.options.include.known.join(', ')}.`,
    );
  });

  it.each([
    ['2023-11-14T22:13:20Z', 1_700_000_000],
    ['2023-11-14T23:13:20+01:00', 1_700_000_000],
    ['2023-11-14T22:13:20.999Z', 1_700_000_000],
    ['2023-11-14T22:13Z', 1_699_999_980],
    ['2023-11-14T23:13+01:00', 1_699_999_980],
    ['1970-01-01T00:00:00Z', 0],
    [9_999_999_999, 9_999_999_999],
  ])('takes startTime %s for epoch second %i', (startTime, seconds) => {
    expect(parsed({ startTime }).startTime).toBe(seconds);
  });

  it.each([
    ['an ISO time without zone, which would mean another second on another machine', '2023-11-14T22:13:20'],
    ['a date alone', '2023-11-14'],
    ['a fraction', 1.5],
    ['digits as text', '1700000000'],
    ['null', null],
  ])('refuses as startTime %s (airbyte#24252)', (_, startTime) => {
    expect(problem({ ...LEAST, startTime })).toMatch(
      /^startTime: expected epoch seconds, or ISO 8601 with Z or an offset/,
    );
  });

  it.each([-1, '1969-12-31T23:59:59Z'])('refuses a startTime before 1970: %s (estuary#2329)', (startTime) => {
    expect(problem({ ...LEAST, startTime })).toBe('startTime: expected a time in 1970 or later.');
  });

  it('refuses milliseconds, which would wait for centuries', () => {
    expect(problem({ ...LEAST, startTime: 1_700_000_000_000 })).toBe(
      'startTime: expected epoch seconds, not milliseconds.',
    );
  });

  it.each([
    ['subdomain', 'Acme'],
    ['subdomain', '-acme'],
    ['subdomain', 'acme.zendesk.com'],
    ['subdomain', 'acme/'],
    ['subdomain', 'acme\n'],
    ['subdomain', ''],
    ['subdomain', 7],
    ['credentialsSecretId', ''],
    ['credentialsSecretId', undefined],
    ['resources', []],
    ['resources', ['tickets', 'tickets']],
    ['resources.0', ['users']],
    ['resources.0', ['toString']],
    ['resources', 'tickets'],
    ['include', 'users'],
    ['include.0', ['']],
    ['include.0', ['users,groups']],
    ['include.0', ['a&per_page=1']],
    ['supportTypeScope', 'everyone'],
    ['pageSize', 9],
    ['pageSize', 1001],
    ['pageSize', 100.5],
    ['pageSize', '100'],
    ['requestsPerMinute', 0],
    ['requestsPerMinute', -1],
    ['requestsPerMinute', Number.POSITIVE_INFINITY],
    ['requestsPerMinute', Number.NaN],
    ['allowanceShare', 0],
    ['allowanceShare', 1.01],
    ['allowanceShare', '0.5'],
    ['settleSeconds', -1],
    ['settleSeconds', 3601],
    ['settleSeconds', 0.5],
    ['pollSeconds', -1],
    ['pollSeconds', 86_401],
    ['pollSeconds', 0.5],
    ['compression', 'zstd'],
    ['compression', true],
    ['layout', 'csv'],
    ['layout', null],
  ])('names the field when %s is impossible: %j', (field, value) => {
    const [name = ''] = field.split('.');
    expect(problem({ ...LEAST, [name]: value })).toMatch(new RegExp(String.raw`^${field}: [A-Za-z]`));
  });

  it.each([
    ['subdomain', 'Acme', 'expected the acme of acme.zendesk.com.'],
    ['credentialsSecretId', '', 'expected the name or ARN of a secret.'],
    ['resources', [], 'expected at least one resource.'],
    ['resources', ['tickets', 'tickets'], 'expected distinct resources.'],
    ['resources.0', ['users'], `expected one of: ${Object.keys(RESOURCES).join(', ')}.`],
    ['include.0', ['users,groups'], 'expected the name of a sideload.'],
    ['pageSize', '100', 'Invalid input: expected number, received string.'],
  ])('says what is expected where %s is %j', (field, value, expected) => {
    const [name = ''] = field.split('.');
    expect(problem({ ...LEAST, [name]: value })).toBe(`${field}: ${expected}`);
  });

  it.each([
    ...['agent', 'ai_agent', 'all'].map((supportTypeScope) => ({ supportTypeScope })),
    ...['gzip', 'none'].map((compression) => ({ compression })),
    ...['page', 'ndjson'].map((layout) => ({ layout })),
  ])('takes %j', (fields) => {
    expect(parsed(fields)).toMatchObject(fields);
  });

  it('is accepted at both ends of every range', () => {
    expect(parsed({ pageSize: 1000, settleSeconds: 3600 })).toMatchObject({ pageSize: 1000, settleSeconds: 3600 });
    expect(parsed({ pageSize: 10, settleSeconds: 0 })).toMatchObject({ pageSize: 10, settleSeconds: 0 });
  });

  it('names every unknown field, so that a misspelt option is not silently the default', () => {
    expect(problem({ ...LEAST, page_size: 10, baseUrl: 'https://evil.example' })).toBe(
      'page_size: unknown field. baseUrl: unknown field.',
    );
  });

  it('names every field at once', () => {
    expect(problem({ subdomain: '?', pageSize: 1 })).toMatch(/^subdomain: .*\. credentialsSecretId: .*\. pageSize: /);
  });

  it.each([undefined, null, 'acme', 7, []])('is an object, not %j', (event) => {
    expect(problem(event)).toMatch(/^event: /);
  });

  it('names a field by its whole path, wherever the schema is used', () => {
    const schema = z.strictObject({ account: z.strictObject({ name: z.string() }) });
    const { error } = schema.safeParse({ account: { name: 7, nmae: 'x' } });
    expect(describeIssues(error?.issues ?? [])).toBe(
      'account.name: Invalid input: expected string, received number. account.nmae: unknown field.',
    );
  });

  it('is not repeated in the error: somebody may have put a secret into a wrong field', () => {
    const marker = 'PLANTED';
    const everywhere = Object.fromEntries(
      ['subdomain', 'resources', 'startTime', 'include', 'supportTypeScope', 'pageSize', 'compression', 'apiToken'].map(
        (name) => [name, `${marker} ${name}`],
      ),
    );
    expect(problem(everywhere)).not.toContain(marker);
  });
});
