import { describe, expect, it } from 'vitest';
import { fillHistory, type Gap } from '#sandbox/zendesk/index.ts';
import { ALL_EXPORTS } from '#test/support/all-exports.ts';
import { BEGAN, createTestWorld, type TestWorld, type TestWorldOptions } from '#test/support/test-world.ts';

const DAY_MS = 86_400_000;
const CLIENT = { clientId: 'lake', clientSecret: 'planted-client-secret' };

/** A world with every export, in which the account lacks a resource. */
function createWorld(gaps: Readonly<Record<string, Gap>>, options: TestWorldOptions = {}): TestWorld {
  const world = createTestWorld({ exports: ALL_EXPORTS, ...options });
  fillHistory(world.account, { tickets: 60, nowMs: world.clock.now(), endsBefore: 30 * 86_400, aiAgentShare: 0 });
  world.zendesk.setGaps(gaps);
  return world;
}

const outcomesOf = async (run: ReturnType<TestWorld['invokeAll']>) =>
  Object.fromEntries((await run).exports.map(({ resource, outcome }) => [resource, outcome]));

const requestsFor = (world: TestWorld, resource: string): number =>
  world.pages().filter(({ path }) => path.endsWith(`/${resource}`)).length;

/** Each recorded refusal of a resource, and the cause that the exporter reports. */
const REFUSALS: readonly (readonly [Gap, string, string])[] = [
  [
    'no_access',
    'organizations',
    "The account's plan or the role of the credentials' user does not include organizations",
  ],
  ['restricted', 'calls', "The account's plan does not include calls"],
  ['missing_scope', 'users', 'The OAuth token lacks the scope "users:read, read"'],
  ['error_list', 'articles', 'The account does not have Zendesk Guide'],
  ['empty', 'legs', 'the account does not have Zendesk Talk'],
  ['no_product', 'calls', 'The account does not have Zendesk Talk'],
  ['no_product', 'ticket_metric_events', "The account's plan does not include ticket_metric_events"],
  ['no_help_center', 'articles', 'The account does not have Zendesk Guide'],
];

describe.each(REFUSALS)('a refusal of the form %s, of %s', (gap, resource, cause) => {
  const event = { resources: ['tickets', resource] };

  it('ends as unavailable if the resource was never read, and the tickets land', async () => {
    const world = createWorld({ [resource]: gap });

    const { exports } = await world.invokeAll(event);

    expect(exports).toMatchObject([
      { resource: 'tickets', outcome: 'caught_up' },
      { resource, outcome: 'unavailable', pages: 0, records: 0, bytes: 0, startTime: 0, endTime: 0 },
    ]);
    expect(world.missing()).toEqual([]);
    expect(world.logs).toContainEqual({
      level: 'warn',
      message: 'unavailable',
      fields: {
        run_id: 'run-1',
        request_id: 'request-1',
        export: `acme/${resource}`,
        detail: expect.stringContaining(cause),
      },
    });
    expect(world.exportMetrics).toContainEqual(
      expect.objectContaining({
        dimensions: { subdomain: 'acme', resource },
        values: expect.objectContaining({ Unavailable: 1 }),
      }),
    );
    expect(world.stored(resource)).toEqual({
      unavailableAt: Math.floor(world.clock.now() / 1000),
      runHistory: expect.objectContaining({ lastOutcome: 'unavailable' }),
    });
  });

  it('skips further requests for a day, and lands once the account has the resource', async () => {
    const world = createWorld({ [resource]: gap });
    await world.invokeAll(event);
    for (const afterMs of [60_000, DAY_MS / 2]) {
      expect(await outcomesOf(world.invokeAll(event, { afterMs }))).toEqual({
        tickets: 'caught_up',
        [resource]: 'not_due',
      });
    }
    expect(requestsFor(world, resource)).toBe(1);
    expect(await outcomesOf(world.invokeAll(event, { afterMs: DAY_MS / 2 }))).toMatchObject({
      [resource]: 'unavailable',
    });
    world.zendesk.setGaps({});
    expect(await outcomesOf(world.invokeAll(event, { afterMs: DAY_MS }))).toMatchObject({ [resource]: 'caught_up' });
    expect(world.differing(resource)).toEqual([]);
    expect(world.item(resource)).not.toHaveProperty('unavailableAt');
  });

  it('fails with a ZendeskRefusedError that names the cause if the resource was read before', async () => {
    const world = createWorld({});
    await world.invokeAll(event);
    world.zendesk.setGaps({ [resource]: gap });
    world.account.create({ second: BEGAN });

    await expect(world.invokeAll(event, { afterMs: DAY_MS })).rejects.toMatchObject({
      name: 'ZendeskRefusedError',
      message: expect.stringContaining(cause),
      errors: [{ export: `acme/${resource}`, name: 'ZendeskRefusedError' }],
    });

    expect(world.missing()).toEqual([]);
    expect(world.runHistory(resource)).toMatchObject({ lastOutcome: 'ZendeskRefusedError' });
    expect(world.item(resource)).not.toHaveProperty('unavailableAt');
    expect(world.item(resource)).not.toHaveProperty('leaseOwner');
  });
});

describe('an account that refuses all resources', () => {
  const event = { resources: ['tickets', 'users', 'organizations'] };
  const refuseAll = (gap: Gap) => Object.fromEntries(event.resources.map((name) => [name, gap]));

  it.each([
    ['no_access', 'CredentialsError'],
    ['empty', 'CredentialsError'],
    ['no_help_center', 'ZendeskRefusedError'],
  ] as const)('fails with the error of the account if no refusal names its cause (%s)', async (gap, name) => {
    const world = createWorld(refuseAll(gap));
    await expect(world.invokeAll(event)).rejects.toMatchObject({
      name,
      errors: event.resources.map((resource) => ({ export: `acme/${resource}`, name })),
    });
    for (const resource of event.resources) {
      expect(world.item(resource)).toEqual({});
      expect(world.runHistory(resource)).toMatchObject({ lastOutcome: name });
    }
    expect(world.exportMetrics.flatMap(({ values }) => Object.keys(values))).not.toContain('Unavailable');
  });

  it.each(['restricted', 'missing_scope', 'error_list', 'no_product'] as const)(
    'ends as unavailable if each refusal names its cause (%s)',
    async (gap) => {
      const world = createWorld(refuseAll(gap));
      expect(await outcomesOf(world.invokeAll(event))).toEqual({
        tickets: 'unavailable',
        users: 'unavailable',
        organizations: 'unavailable',
      });
    },
  );
});

describe('the scope in a secret', () => {
  it('makes resources unavailable that it does not include', async () => {
    const world = createWorld({}, { secret: { ...CLIENT, scope: 'tickets:read' } });
    const resources = ['tickets', 'users', 'ticket_events', 'calls'];
    expect(await outcomesOf(world.invokeAll({ resources }))).toEqual({
      tickets: 'caught_up',
      users: 'unavailable',
      ticket_events: 'caught_up',
      calls: 'unavailable',
    });
    const token = world.requests.find(({ method }) => method === 'POST');
    expect(JSON.parse(token?.body ?? '{}')).toMatchObject({ scope: 'tickets:read' });
    const details = world.logs
      .filter(({ message }) => message === 'unavailable')
      .map(({ fields }) => String(Object(fields).detail));
    expect(details).toEqual([expect.stringContaining('lacks the scope'), expect.stringContaining('lacks the scope')]);
    expect(JSON.stringify(world.logs)).not.toContain('planted');
  });

  it('can be replaced by one that includes them, without a deployment', async () => {
    const world = createWorld({}, { secret: { ...CLIENT, scope: 'tickets:read' } });
    const event = { resources: ['tickets', 'users'] };
    await world.invokeAll(event);
    world.secret = { ...CLIENT, scope: 'tickets:read users:read' };
    expect(await outcomesOf(world.invokeAll(event, { afterMs: DAY_MS }))).toEqual({
      tickets: 'caught_up',
      users: 'caught_up',
    });
    expect(world.differing('users')).toEqual([]);
  });
});

describe('a 403 of the edge', () => {
  it.each([
    ['an HTML page', { 'content-type': 'text/html; charset=UTF-8' }, '<html>Attention Required!</html>'],
    ['a challenge', { 'cf-mitigated': 'challenge' }, ''],
  ])('causes a retry instead of a refusal: %s', async (_, headers, body) => {
    const world = createWorld({});
    let refused = 0;
    world.happens = ({ path }) =>
      path.endsWith('/organizations') && (refused += 1) <= 2
        ? { kind: 'respond', status: 403, headers, body }
        : undefined;
    expect(await outcomesOf(world.invokeAll({ resources: ['tickets', 'organizations'] }))).toEqual({
      tickets: 'caught_up',
      organizations: 'caught_up',
    });
    expect(requestsFor(world, 'organizations')).toBe(3);
    expect(world.differing('organizations')).toEqual([]);
  });

  it('never makes a resource unavailable, even if it does not end', async () => {
    const world = createWorld({});
    const headers = { 'cf-mitigated': 'challenge' };
    world.happens = ({ path }) =>
      path.endsWith('/organizations') ? { kind: 'respond', status: 403, headers, body: '' } : undefined;
    await expect(world.invokeAll({ resources: ['tickets', 'organizations'] })).rejects.toMatchObject({
      name: 'ZendeskUnavailableError',
    });
    expect(world.item('organizations')).toEqual({});
    expect(world.missing()).toEqual([]);
  });
});
