import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { Io, Prompts } from '#cli/io.ts';
import { INCREMENTAL_RESOURCES } from '#functions/export/core/resources.ts';
import { readSettings } from '#infra/config/settings-file.ts';
import { type DeployedStack, deployStack, TOKEN } from '../support/cli/deployed-stack.ts';
import { temporaryFolder } from '../support/sandbox/aws/temporary-folder.ts';

const SECRET = JSON.stringify({ accessToken: TOKEN });
const OLDEST = Date.UTC(2026, 2, 4, 23, 59) / 1000;

type Stack = DeployedStack & { readonly settingsFile: string; readonly io: Partial<Io> };

/** An account with two tickets, a folder for the settings file, and credentials on standard input. */
async function start(): Promise<Stack> {
  const stack = await deployStack();
  stack.account.create({ second: OLDEST });
  stack.account.create({ second: OLDEST + 86_400 });
  const settingsFile = join(await temporaryFolder(), 'zendesk-lake.json');
  return { ...stack, settingsFile, io: { settingsFile, readInput: async () => Buffer.from(SECRET) } };
}

const requestsToAws = ({ aws, plane }: DeployedStack): number =>
  [plane.cloudFormation, plane.scheduler, aws.secrets, aws.s3, aws.dynamodb].flatMap(({ requests }) => requests).length;

/** Answers questions. */
const answering = (answers: { subdomain: string; resources: string[] }): Prompts => ({
  choose: async () => 'access_token',
  chooseSeveral: async () => answers.resources,
  ask: async () => answers.subdomain,
  askHidden: async () => TOKEN,
});

describe('init', () => {
  it('checks the credentials with one request per resource from the beginning, and writes the settings file', async () => {
    const stack = await start();
    const { code, data } = await stack.json('init --account acme --resource tickets,groups', stack.io);
    const settings = { accounts: [{ subdomain: 'acme', resources: ['tickets', 'groups'], firstDay: '2026-03-04' }] };
    expect({ code, data }).toMatchObject({
      code: 0,
      data: { settings, checks: expect.arrayContaining([{ name: 'tickets', state: 'ok', detail: 'can export' }]) },
    });
    expect(readSettings(stack.settingsFile)).toEqual(settings);
    expect(stack.zendesk.requests.map(({ path, query }) => [path, query])).toEqual([
      ['/api/v2/incremental/tickets', { start_time: '0', per_page: '1' }],
      ['/api/v2/groups', expect.objectContaining({ 'page[size]': expect.any(String) })],
    ]);
    expect(requestsToAws(stack)).toBe(0);
  });

  it('needs no AWS credentials and no region', async () => {
    const stack = await start();
    for (const name of ['AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, undefined);
    expect(await stack.type('init --account acme', stack.io)).toMatchObject({ code: 0 });
  });

  it('names the next steps, and refers to the schema for editors', async () => {
    const stack = await start();
    const { out } = await stack.type('init --account acme', stack.io);
    expect(out).toMatch(
      /✔ credentials +accepted.*The oldest record is of 2026-03-04\.\n.*zendesk-lake\.json was written.*\n {2}node cli credentials\n {2}npx cdk deploy\n$/s,
    );
    expect(JSON.parse(await readFile(stack.settingsFile, 'utf8'))).toMatchObject({
      $schema: expect.stringMatching(/^\.\.?\/.*zendesk-lake\.schema\.json$/),
      accounts: [{ subdomain: 'acme' }],
    });
    expect(stack.printed()).not.toContain(TOKEN);
    expect(await readFile(stack.settingsFile, 'utf8')).not.toContain(TOKEN);
  });

  it('asks for subdomain, resources and credentials on a terminal', async () => {
    const stack = await start();
    const prompts = answering({ subdomain: 'acme', resources: ['users', 'tickets'] });
    expect(await stack.type('init', { settingsFile: stack.settingsFile, prompts })).toMatchObject({ code: 0 });
    expect(readSettings(stack.settingsFile)).toMatchObject({
      accounts: [{ subdomain: 'acme', resources: ['users', 'tickets'] }],
    });
  });

  it('offers every incremental resource and the word for all lists, which the settings file accepts', async () => {
    const stack = await start();
    const prompts = answering({ subdomain: 'acme', resources: [] });
    const chooseSeveral = vi.fn<Prompts['chooseSeveral']>(async (_, choices) => choices.map(({ value }) => value));
    const { settingsFile } = stack;
    await stack.type('init', { settingsFile, prompts: { ...prompts, chooseSeveral } });
    const offered = [...Object.keys(INCREMENTAL_RESOURCES), 'lists'];
    expect(readSettings(settingsFile)?.accounts).toMatchObject([{ resources: offered }]);
    expect(offered).toEqual(expect.arrayContaining([...(chooseSeveral.mock.calls[0]?.[2] ?? ['none'])]));
  });

  it('writes the file of --settings with the name of --stack, and repeats them in the next steps', async () => {
    const stack = await start();
    const file = join(dirname(stack.settingsFile), 'staging.json');
    const { out } = await stack.type(`init --account acme --settings ${file} --stack Staging`, stack.io);
    expect(readSettings(file)).toMatchObject({ stackName: 'Staging' });
    expect(out).toContain(`npx cdk deploy -c settings=${file}`);
  });

  it('begins today if the account has no records', async () => {
    const stack = await deployStack();
    const settingsFile = join(await temporaryFolder(), 'zendesk-lake.json');
    await stack.type('init --account acme', { settingsFile, readInput: async () => Buffer.from(SECRET) });
    const today = new Date(stack.clock.now()).toISOString().slice(0, 10);
    expect(readSettings(settingsFile)).toEqual({ accounts: [{ subdomain: 'acme', firstDay: today }] });
  });

  it('takes the end of a page that hides its records for the oldest time', async () => {
    const stack = await start();
    const body = JSON.stringify({ tickets: [], count: 0, end_time: OLDEST - 86_400, end_of_stream: false });
    stack.zendesk.intercept(() => ({ kind: 'respond', status: 200, body }));
    await stack.type('init --account acme', stack.io);
    expect(readSettings(stack.settingsFile)).toMatchObject({ accounts: [{ firstDay: '2026-03-03' }] });
  });

  it('reports a page that it cannot read, without a quote', async () => {
    const stack = await start();
    stack.zendesk.intercept(() => ({ kind: 'respond', status: 200, body: '{"tickets":["planted"]}' }));
    expect(await stack.type('init --account acme', stack.io)).toMatchObject({
      code: 1,
      err: expect.stringMatching(
        /returned 200 .*, but the page is not valid: tickets: expected an array of objects only/,
      ),
    });
    expect(stack.printed()).not.toContain('planted');
    expect(readSettings(stack.settingsFile)).toBeUndefined();
  });

  it('sets the firstDay of the other resources if the account lacks one, and says so', async () => {
    const stack = await start();
    stack.zendesk.intercept(({ path }) =>
      path.endsWith('/calls') ? { kind: 'respond', status: 403, body: '{}' } : undefined,
    );
    const { code, out } = await stack.type('init --account acme --resource tickets,calls', stack.io);
    expect(code).toBe(0);
    expect(out.replaceAll(/\s+/g, ' ')).toContain(
      'The oldest record is of 2026-03-04. Without those of calls, which the account refuses.',
    );
    expect(readSettings(stack.settingsFile)).toMatchObject({ accounts: [{ firstDay: '2026-03-04' }] });
  });

  it('sets no firstDay if a resource could not be read, because its records may be older', async () => {
    const stack = await start();
    stack.zendesk.intercept(({ path }) =>
      path.endsWith('/users') ? { kind: 'respond', status: 402, body: '{}' } : undefined,
    );
    const { code, out } = await stack.type('init --account acme --resource tickets,users', stack.io);
    expect(code).toBe(0);
    expect(out).toMatch(
      /✘ users.*firstDay is not set, because not every resource could be read:\s+users\. Without it,\s+the tables\s+begin\s+in 2007/s,
    );
    expect(readSettings(stack.settingsFile)?.accounts).toEqual([
      { subdomain: 'acme', resources: ['tickets', 'users'] },
    ]);
  });
});

describe('init writes nothing', () => {
  const rejections: [title: string, command: string, io: Partial<Io>, code: number, problem: RegExp][] = [
    ['without a subdomain', 'init', {}, 2, /No subdomain.*--account/],
    ['for an invalid subdomain', 'init --account acme.zendesk.com', {}, 2, /expected a subdomain such as acme/],
    [
      'for an unknown resource',
      'init --account acme --resource ticket',
      {},
      2,
      /^The settings would not be valid\. accounts\.0\.resources\.0: unknown resource\. Did you mean tickets\?/,
    ],
    [
      'for credentials that Zendesk rejects',
      'init --account acme',
      { readInput: async () => Buffer.from('{"accessToken":"planted-wrong"}') },
      1,
      /check of the credentials of acme failed.*returned 401/s,
    ],
    [
      'for credentials of another subdomain',
      'init --account acme',
      { readInput: async () => Buffer.from(`{"accessToken":"planted","subdomain":"globex"}`) },
      2,
      /bound to a subdomain other than acme/,
    ],
    [
      'with an invalid ZENDESK_BASE_URL',
      'init --account acme',
      { env: { ZENDESK_BASE_URL: 'acme' } },
      2,
      /^ZENDESK_BASE_URL: /,
    ],
    ['without credentials', 'init --account acme', { readInput: async () => Buffer.from('') }, 2, /is empty/],
  ];

  it.each(rejections)('%s', async (_, command, io, code, problem) => {
    const stack = await start();
    const result = await stack.type(command, { ...stack.io, ...io });
    expect(result).toMatchObject({ code, out: '', err: expect.stringMatching(problem) });
    expect(await readdir(dirname(stack.settingsFile))).toEqual([]);
    expect(stack.printed()).not.toContain('planted');
  });

  it('over an existing file without --force, and asks Zendesk nothing', async () => {
    const stack = await start();
    await writeFile(stack.settingsFile, 'mine');
    expect(await stack.type('init --account acme', stack.io)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/zendesk-lake\.json exists\. Nothing was changed\. To replace it, pass --force\./),
    });
    expect(await readFile(stack.settingsFile, 'utf8')).toBe('mine');
    expect(stack.zendesk.requests).toEqual([]);
    expect(await stack.type('init --account acme --force', stack.io)).toMatchObject({ code: 0 });
    expect(readSettings(stack.settingsFile)).toMatchObject({ accounts: [{ subdomain: 'acme' }] });
  });

  it('over an existing file if the user does not confirm it', async () => {
    const stack = await start();
    await writeFile(stack.settingsFile, 'mine');
    const prompts = answering({ subdomain: 'acme', resources: ['tickets'] });
    const { settingsFile } = stack;
    const confirm = vi.fn<NonNullable<Io['confirm']>>(async () => false);
    expect(await stack.type('init', { settingsFile, prompts, confirm })).toMatchObject({ code: 2 });
    expect(await readFile(settingsFile, 'utf8')).toBe('mine');
    confirm.mockResolvedValue(true);
    expect(await stack.type('init', { settingsFile, prompts, confirm })).toMatchObject({ code: 0 });
  });

  it('into a folder that does not exist, or over a folder', async () => {
    const stack = await start();
    const settingsFile = join(dirname(stack.settingsFile), 'none', 'zendesk-lake.json');
    expect(await stack.type('init --account acme', { ...stack.io, settingsFile })).toMatchObject({
      code: 2,
      err: expect.stringMatching(/could not be written \(ENOENT\)\. Check that its folder exists/),
    });
    expect(stack.zendesk.requests).toEqual([]);
    await mkdir(stack.settingsFile);
    expect(await stack.type('init --account acme --force', stack.io)).toMatchObject({
      code: 2,
      err: expect.stringContaining('could not be written'),
    });
    expect(await readdir(dirname(stack.settingsFile))).toEqual(['zendesk-lake.json']);
  });
});

it('credentials finds account, resources and secret in the settings file that init wrote', async () => {
  const stack = await start();
  await stack.type('init --account acme --resource tickets,users --stack Later', stack.io);
  const { code, data } = await stack.json('credentials', stack.io);
  expect({ code, data }).toMatchObject({
    code: 0,
    data: { account: 'acme', secret: 'later/acme', checks: expect.anything() },
  });
  expect(JSON.stringify(data)).toContain('"name":"users"');
});
