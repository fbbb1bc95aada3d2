import { describe, expect, it } from 'vitest';
import type { AccessRefusal } from '#functions/export/core/access-refusal.ts';
import { CredentialsError, ZendeskRefusedError } from '#functions/export/core/errors.ts';
import type { Position } from '#functions/export/core/pagination/position.ts';
import type { Resource } from '#functions/export/core/resource.ts';
import { RESOURCES } from '#functions/export/core/resources.ts';
import { answer, gzipped } from '#test/support/functions/answers.ts';
import { clientOf } from '#test/support/functions/client.ts';
import { ticket, timeText } from '#test/support/functions/pages.ts';
import { everythingIn } from '#test/support/functions/thrown.ts';

const ON_WALK = { kind: 'cursor', second: 100, cursor: 'current' } as const;

/** The refusal after this response, which must not be requested again. */
async function refusalAfter(
  status: number,
  body: unknown,
  { resource = RESOURCES.tickets, position }: { resource?: Resource; position?: Position } = {},
): Promise<AccessRefusal> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const { requests, fetchPage } = clientOf([answer(status, text)], { resource });
  const result = await fetchPage(position);
  if (result.kind !== 'refused') throw new Error(`expected a refusal instead of ${result.kind}`);
  expect(requests).toHaveLength(1);
  return result.refusal;
}

const NO_ACCESS = { error: { title: 'Forbidden', message: 'You do not have access to this page.' } };
const NO_SCOPE = { error: 'Forbidden', description: 'You are missing the following required scopes: tickets:read' };
const RESTRICTED = { error: { title: 'Forbidden', message: 'Access to this resource is restricted' } };
const GUIDE = { errors: [{ code: 'Forbidden', status: '403' }] };
const NO_ENDPOINT = { error: 'InvalidEndpoint', description: 'Not found' };

describe('fetchPage on a 403 or 404', () => {
  it.each([
    [403, NO_SCOPE, RESOURCES.tickets, 'lacks the scope "tickets:read". Add it to "scope" in the secret zendesk/acme'],
    [403, RESTRICTED, RESOURCES.calls, "The account's plan does not include calls."],
    [403, GUIDE, RESOURCES.articles, 'does not have Zendesk Guide'],
    [404, NO_ENDPOINT, RESOURCES.legs, 'does not have Zendesk Talk'],
    [404, NO_ENDPOINT, RESOURCES.ticket_metric_events, "The account's plan does not include ticket_metric_events."],
  ])('returns the cause that the response names: %i %j', async (status, body, resource, cause) => {
    const { namesCause, resourceError } = await refusalAfter(status, body, { resource });
    expect(namesCause).toBe(true);
    expect(resourceError).toBeInstanceOf(ZendeskRefusedError);
    expect(resourceError.message).toContain(cause);
  });

  it.each([
    [
      403,
      NO_ACCESS,
      RESOURCES.users,
      "The account's plan or the role of the credentials' user does not include users.",
    ],
    [403, '', RESOURCES.calls, 'or the account does not have Zendesk Talk'],
    [404, { error: 'RecordNotFound', description: 'Not found' }, RESOURCES.calls, 'does not have Zendesk Talk'],
    [404, { error: { title: 'No help desk at acme' } }, RESOURCES.users, "The account's plan does not include users."],
    [404, NO_SCOPE, RESOURCES.users, "The account's plan does not include users."],
    [403, NO_ENDPOINT, RESOURCES.users, 'the role of'],
  ])('returns the likely cause if the response names none: %i %j', async (status, body, resource, cause) => {
    const { namesCause, resourceError } = await refusalAfter(status, body, { resource });
    expect(namesCause).toBe(false);
    expect(resourceError.message).toMatch(new RegExp(`^acme/tickets: GET /api\\S+ returned ${status} `));
    expect(resourceError.message).toContain(cause);
    expect(resourceError.message).toContain(`remove ${resource.name} from resources`);
  });

  it('names every cause of a 403 that concerns the account: role, scope, plan and IP restrictions', async () => {
    const { accountError } = await refusalAfter(403, NO_ACCESS);
    for (const cause of ['an admin', 'scope "read"', 'the plan', 'IP restrictions']) {
      expect(accountError.message).toContain(cause);
    }
  });

  it('returns a CredentialsError that names the role if a 403 concerns the account (airbyte#79684)', async () => {
    const { accountError } = await refusalAfter(403, NO_ACCESS, { position: ON_WALK });
    expect(accountError).toBeInstanceOf(CredentialsError);
    expect(accountError.message).toMatch(/^acme\/tickets: GET \/api\S+ returned 403 \(Forbidden: You do not.*admin/);
  });

  it('returns a ZendeskRefusedError that names the subdomain if a 404 concerns the account', async () => {
    const { accountError } = await refusalAfter(404, { error: { title: 'No help desk at acme' } });
    expect(accountError).toBeInstanceOf(ZendeskRefusedError);
    expect(accountError.message).toMatch(
      /^acme\/tickets: GET \/api\S+ returned 404 \(No help desk.*Check the subdomain/,
    );
  });

  it('rejects the cursor instead if the request has one', async () => {
    const { fetchPage } = clientOf([answer(404, JSON.stringify(NO_ENDPOINT))]);
    expect(await fetchPage(ON_WALK)).toMatchObject({ kind: 'cursor_refused' });
  });

  it('masks a token that the response echoes as a scope, and quotes no other content', async () => {
    const body = { ...NO_SCOPE, description: `${NO_SCOPE.description} PLANTED-TOKEN`, ticket: 'PLANTED' };
    const refusal = await refusalAfter(403, body);
    expect(everythingIn(refusal.resourceError) + everythingIn(refusal.accountError)).not.toContain('PLANTED');
  });

  it('reads the secret again after a 403, because its replacement may be the fix', async () => {
    const page = gzipped(200, timeText([ticket(1, 100)], 100));
    const { reads, fetchPage } = clientOf([answer(403), page, answer(404), page]);
    for (const kind of ['refused', 'page', 'refused', 'page']) expect(await fetchPage()).toMatchObject({ kind });
    expect(reads).toHaveLength(2);
  });
});
