import { describe, expect, it } from 'vitest';
import { BEGAN, createTestWorld, type SeenRequest, type TestWorld } from '#test/support/test-world.ts';

const ARTICLES = '/api/v2/help_center/incremental/articles';
const BOTH = { resources: ['articles', 'tickets'] };
const ONLY_ARTICLES = { resources: ['articles'] };
const DAY_MS = 86_400_000;

const NO_ACCESS = '{"error":{"title":"Forbidden","message":"You do not have access to this page."}}';
const NO_GUIDE = '{"error":"InvalidEndpoint","description":"Not found"}';
const EMPTY = '{"articles":[],"count":0,"next_page":null,"end_time":null}';

type Answer = { readonly status: number; readonly body: string };

/** A world with tickets, in which requests for articles get this response. */
function worldWith(articles: Answer, tickets?: Answer): TestWorld {
  const world = createTestWorld({ rateLimit: { total: 100, windowSeconds: 60 } });
  for (let i = 0; i < 25; i += 1) world.account.create({ second: BEGAN + i });
  respond(world, articles, tickets);
  return world;
}

function respond(world: TestWorld, articles: Answer, tickets?: Answer): void {
  world.happens = ({ path }) => {
    const answer = path === ARTICLES ? articles : tickets;
    return answer && { kind: 'respond', ...answer };
  };
}

const articlesItem = (world: TestWorld) => world.cursors.items.get('acme/articles') ?? {};
const articleRequests = (world: TestWorld): SeenRequest[] => world.pages().filter(({ path }) => path === ARTICLES);
const outcomes = async (run: ReturnType<TestWorld['invokeAll']>) =>
  Object.fromEntries((await run).exports.map(({ resource, outcome }) => [resource, outcome]));

describe('a resource that Zendesk refuses and that was never read', () => {
  it.each([
    [403, NO_ACCESS],
    [404, '{"error":"RecordNotFound","description":"Not found"}'],
  ])('ends as unavailable if another export of the run is answered: %i %s', async (status, body) => {
    const world = worldWith({ status, body });
    expect(await outcomes(world.invokeAll(BOTH))).toEqual({ articles: 'unavailable', tickets: 'caught_up' });
    expect(articlesItem(world)).toMatchObject({ unavailableAt: Math.floor(world.clock.now() / 1000) });
    expect(articlesItem(world)).not.toHaveProperty('leaseOwner');
    expect(articlesItem(world)).not.toHaveProperty('readAt');
  });

  it('ends as unavailable without another export if the response names the cause', async () => {
    const world = worldWith({ status: 404, body: NO_GUIDE });
    expect(await world.invoke(ONLY_ARTICLES)).toMatchObject({ outcome: 'unavailable', pages: 0, startTime: 0 });
  });

  it('logs a warning with the cause, and emits the metric Unavailable', async () => {
    const world = worldWith({ status: 404, body: NO_GUIDE });
    await world.invoke(ONLY_ARTICLES);
    expect(world.logs).toContainEqual({
      level: 'warn',
      message: 'unavailable',
      fields: {
        run_id: 'run-1',
        request_id: 'request-1',
        export: 'acme/articles',
        detail: expect.stringContaining('The account does not have Zendesk Guide'),
      },
    });
    expect(world.exportMetrics).toMatchObject([
      { dimensions: { subdomain: 'acme', resource: 'articles' }, values: { Unavailable: 1 } },
    ]);
  });

  it('becomes due again after a day, and an export like any other once Zendesk answers', async () => {
    const world = worldWith({ status: 404, body: NO_GUIDE });
    await world.invoke(ONLY_ARTICLES);
    expect(await world.invoke(ONLY_ARTICLES)).toMatchObject({ outcome: 'not_due' });
    expect(await world.invoke(ONLY_ARTICLES, { afterMs: DAY_MS })).toMatchObject({ outcome: 'unavailable' });
    expect(articleRequests(world)).toHaveLength(2);
    respond(world, { status: 200, body: EMPTY });
    expect(await world.invoke(ONLY_ARTICLES, { afterMs: DAY_MS })).toMatchObject({ outcome: 'caught_up' });
    expect(articlesItem(world)).toMatchObject({ readAt: expect.any(Number) });
    expect(articlesItem(world)).not.toHaveProperty('unavailableAt');
    expect(await world.invoke(ONLY_ARTICLES)).toMatchObject({ outcome: 'caught_up' });
  });

  it('ends as unavailable if another export was answered within a day, although it has no answer in this run', async () => {
    const world = worldWith({ status: 403, body: NO_ACCESS });
    await world.invoke();
    respond(world, { status: 403, body: NO_ACCESS }, { status: 502, body: '' });
    const run = world.invokeAll(BOTH, { afterMs: DAY_MS - 900_000 });
    await expect(run).rejects.toMatchObject({ name: 'ZendeskUnavailableError', errors: [{ export: 'acme/tickets' }] });
    expect(articlesItem(world)).toHaveProperty('unavailableAt');
  });

  it('ends as unavailable if another run holds the lease of an export that was answered within a day', async () => {
    const world = worldWith({ status: 403, body: NO_ACCESS });
    const readAt = Math.floor(world.clock.now() / 1000);
    world.setItem({ readAt, leaseOwner: 'other run', leaseUntil: 9_999_999_999 });
    expect(await outcomes(world.invokeAll(BOTH))).toEqual({ articles: 'unavailable', tickets: 'lease_held' });
  });

  it('fails with a CredentialsError if no other export was answered within a day', async () => {
    const world = worldWith({ status: 403, body: NO_ACCESS });
    await world.invoke();
    respond(world, { status: 403, body: NO_ACCESS }, { status: 502, body: '' });
    const run = world.invokeAll(BOTH, { afterMs: DAY_MS });
    await expect(run).rejects.toMatchObject({
      errors: [{ export: 'acme/tickets' }, { export: 'acme/articles', name: 'CredentialsError' }],
    });
    expect(articlesItem(world)).not.toHaveProperty('unavailableAt');
    expect(articlesItem(world)).not.toHaveProperty('leaseOwner');
  });

  it('fails with an error of the account if it is the only export', async () => {
    const world = worldWith({ status: 403, body: NO_ACCESS });
    await expect(world.invoke(ONLY_ARTICLES)).rejects.toMatchObject({ name: 'CredentialsError' });
    respond(world, { status: 404, body: '' });
    await expect(world.invoke(ONLY_ARTICLES)).rejects.toMatchObject({ name: 'ZendeskRefusedError' });
    expect(articlesItem(world)).not.toHaveProperty('unavailableAt');
  });

  it('keeps its lease until the other exports have ended', async () => {
    const world = worldWith({ status: 403, body: NO_ACCESS });
    const owners: unknown[] = [];
    const { happens } = world;
    world.happens = (request) => {
      if (request.path !== ARTICLES) owners.push(world.cursors.items.get('acme/articles')?.leaseOwner);
      return happens(request);
    };
    await world.invokeAll({ ...BOTH, pageSize: 10 });
    expect(owners).toEqual(['run-1', 'run-1', 'run-1']);
    expect(articlesItem(world)).not.toHaveProperty('leaseOwner');
  });
});

async function worldAfterRead(): Promise<TestWorld> {
  const world = worldWith({ status: 200, body: EMPTY });
  await world.invokeAll(BOTH);
  return world;
}

describe('a resource that Zendesk refuses after it was read', () => {
  it.each([
    [403, NO_ACCESS, "The account's plan or the role of the credentials' user does not include articles"],
    [404, NO_GUIDE, 'The account does not have Zendesk Guide'],
  ])('fails with a ZendeskRefusedError that names the cause: %i %s', async (status, body, cause) => {
    const world = await worldAfterRead();
    respond(world, { status, body });
    await expect(world.invokeAll(BOTH)).rejects.toMatchObject({
      name: 'ZendeskRefusedError',
      message: expect.stringContaining(cause),
      errors: [{ export: 'acme/articles' }],
    });
    expect(world.runHistory()).toMatchObject({ lastOutcome: 'caught_up' });
    expect(articlesItem(world)).not.toHaveProperty('unavailableAt');
    expect(articlesItem(world)).not.toHaveProperty('leaseOwner');
  });

  it('fails with a CredentialsError if Zendesk refuses all exports, although it answered them before', async () => {
    const world = await worldAfterRead();
    const refused = { status: 403, body: NO_ACCESS };
    respond(world, refused, refused);
    await expect(world.invokeAll(BOTH)).rejects.toMatchObject({
      name: 'CredentialsError',
      errors: [{ name: 'CredentialsError' }, { name: 'CredentialsError' }],
    });
  });
});
