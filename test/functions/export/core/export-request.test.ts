import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { InvalidRequestError } from '#functions/export/core/errors.ts';
import { describeIssues, parseExportRequest } from '#functions/export/core/export-request.ts';
import { RESOURCES } from '#functions/export/core/resources.ts';

const MINIMAL = { subdomain: 'acme', credentialsSecretId: 'zendesk/acme' };

const parsed = (fields: object) => parseExportRequest({ ...MINIMAL, ...fields });

/** The message of the InvalidRequestError without its first sentence; `none` if the request is valid. */
function problem(event: unknown): string {
  try {
    parseExportRequest(event);
  } catch (error) {
    if (error instanceof InvalidRequestError) return error.message.replace('The export request is not valid. ', '');
    throw error;
  }
  return 'none';
}

describe('parseExportRequest', () => {
  it('requires only a subdomain and a secret, and fills in the documented defaults', () => {
    expect(parseExportRequest(MINIMAL)).toEqual({
      ...MINIMAL,
      resources: [{ name: 'tickets' }],
      startTime: 0,
      include: [],
      pageSize: 1000,
      allowanceShare: 1,
      snapshotSeconds: 86_400,
      compression: 'gzip',
      layout: 'page',
    });
  });

  it('keeps every given field', () => {
    const whole = {
      ...MINIMAL,
      resources: [{ name: 'tickets' }],
      startTime: 1_700_000_000,
      include: ['users', 'metric_sets', 'comment_count'],
      supportTypeScope: 'all',
      pageSize: 10,
      requestsPerMinute: 0.5,
      allowanceShare: 0.5,
      settleSeconds: 0,
      pollSeconds: 86_400,
      snapshotSeconds: 300,
      staleSeconds: 1,
      compression: 'none',
      layout: 'ndjson',
    };
    expect(parseExportRequest({ ...whole, resources: ['tickets'] })).toEqual(whole);
  });

  it('rejects sideloads if the requested resources have none', () => {
    expect(problem({ ...MINIMAL, resources: ['organizations', 'calls'], include: ['users'] })).toBe(
      'include.0: expected a sideload of the requested resources: they have none.',
    );
  });

  it('rejects an unknown sideload and lists the known ones', () => {
    expect(problem({ ...MINIMAL, include: ['users', 'metrics'] })).toBe(
      `include.1: expected a sideload of the requested resources: ${RESOURCES.tickets.options.include.known.join(', ')}.`,
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
  ])('converts startTime %s to epoch second %i', (startTime, seconds) => {
    expect(parsed({ startTime }).startTime).toBe(seconds);
  });

  it.each([
    ['an ISO time without a zone, which depends on the machine', '2023-11-14T22:13:20'],
    ['a date without a time', '2023-11-14'],
    ['a fraction', 1.5],
    ['digits as text', '1700000000'],
    ['null', null],
  ])('rejects as startTime %s (airbyte#24252)', (_, startTime) => {
    expect(problem({ ...MINIMAL, startTime })).toMatch(
      /^startTime: expected epoch seconds, or ISO 8601 with Z or an offset/,
    );
  });

  it.each([-1, '1969-12-31T23:59:59Z'])('rejects a startTime before 1970: %s (estuary#2329)', (startTime) => {
    expect(problem({ ...MINIMAL, startTime })).toBe('startTime: expected a time in 1970 or later.');
  });

  it('rejects milliseconds, which would start in the far future', () => {
    expect(problem({ ...MINIMAL, startTime: 1_700_000_000_000 })).toBe(
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
    ['resources.0', ['comments']],
    ['resources.0', ['toString']],
    ['resources.0', [7]],
    ['resources.0.name', [{ name: 'comments' }]],
    ['resources.0.name', [{ pageSize: 10 }]],
    ['resources.0.pageSize', [{ name: 'users', pageSize: 9 }]],
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
    ['staleSeconds', 0],
    ['staleSeconds', 1.5],
    ['compression', 'zstd'],
    ['compression', true],
    ['layout', 'csv'],
    ['layout', null],
  ])('names the field if %s is invalid: %j', (field, value) => {
    const [name = ''] = field.split('.');
    expect(problem({ ...MINIMAL, [name]: value })).toMatch(new RegExp(String.raw`^${field}: [A-Za-z]`));
  });

  it.each([
    ['subdomain', 'Acme', 'expected a subdomain such as acme (for acme.zendesk.com).'],
    ['credentialsSecretId', '', 'expected the name or ARN of a secret.'],
    ['resources', [], 'expected at least one resource.'],
    ['resources', ['tickets', 'tickets'], 'expected distinct resources.'],
    ['resources.0', ['comments'], `expected one of: ${Object.keys(RESOURCES).join(', ')}.`],
    ['include.0', ['users,groups'], 'expected the name of a sideload.'],
    ['pageSize', '100', 'Invalid input: expected number, received string.'],
  ])('describes the expected value if %s is %j', (field, value, expected) => {
    const [name = ''] = field.split('.');
    expect(problem({ ...MINIMAL, [name]: value })).toBe(`${field}: ${expected}`);
  });

  it.each([
    ...['agent', 'ai_agent', 'all'].map((supportTypeScope) => ({ supportTypeScope })),
    ...['gzip', 'none'].map((compression) => ({ compression })),
    ...['page', 'ndjson'].map((layout) => ({ layout })),
  ])('accepts %j', (fields) => {
    expect(parsed(fields)).toMatchObject(fields);
  });

  it('accepts both ends of every range', () => {
    expect(parsed({ pageSize: 1000, settleSeconds: 3600 })).toMatchObject({ pageSize: 1000, settleSeconds: 3600 });
    expect(parsed({ pageSize: 10, settleSeconds: 0 })).toMatchObject({ pageSize: 10, settleSeconds: 0 });
  });

  it('names every unknown field, so that a misspelled option is not ignored', () => {
    expect(problem({ ...MINIMAL, page_size: 10, baseUrl: 'https://evil.example' })).toBe(
      'page_size: unknown field. baseUrl: unknown field.',
    );
  });

  it('names all invalid fields in one error', () => {
    expect(problem({ subdomain: '?', pageSize: 1 })).toMatch(/^subdomain: .*\. credentialsSecretId: .*\. pageSize: /);
  });

  it.each([undefined, null, 'acme', 7, []])('rejects an event that is not an object: %j', (event) => {
    expect(problem(event)).toMatch(/^event: /);
  });

  it('names a nested field by its full path', () => {
    const schema = z.strictObject({ account: z.strictObject({ name: z.string() }) });
    const { error } = schema.safeParse({ account: { name: 7, nmae: 'x' } });
    expect(describeIssues(error?.issues ?? [])).toBe(
      'account.name: Invalid input: expected string, received number. account.nmae: unknown field.',
    );
  });

  it('quotes no value in the error, because a secret may be in a wrong field', () => {
    const marker = 'PLANTED';
    const everywhere = Object.fromEntries(
      ['subdomain', 'resources', 'startTime', 'include', 'supportTypeScope', 'pageSize', 'compression', 'apiToken'].map(
        (name) => [name, `${marker} ${name}`],
      ),
    );
    expect(problem(everywhere)).not.toContain(marker);
  });
});
