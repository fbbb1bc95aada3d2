import { DescribeSecretCommand, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it, vi } from 'vitest';
import type { Io, Prompts } from '#cli/io.ts';
import { secretsClient } from '#test/support/sandbox/aws/clients.ts';
import { type DeployedStack, deployStack, REQUEST, SECRET_ID, TOKEN } from '../support/cli/deployed-stack.ts';
import { writeSettings } from '../support/cli/settings.ts';

const NEW = JSON.stringify({ accessToken: TOKEN, note: 'new' });

const piped = (text: string = NEW): Partial<Io> => ({ readInput: async () => Buffer.from(text) });

const BEFORE_DEPLOYMENT = 'credentials --account globex --stack Later';

async function readSecret({ aws }: DeployedStack, name = SECRET_ID): Promise<string | undefined> {
  const { SecretString } = await secretsClient(aws.secrets.url).send(new GetSecretValueCommand({ SecretId: name }));
  return SecretString;
}

/** Returns the operations that changed something. */
const changes = ({ aws }: DeployedStack): string[] =>
  aws.secrets.requests.map(({ operation }) => operation).filter((operation) => !/^(Describe|Get)/.test(operation));

const denied = { kind: 'respond', status: 400, code: 'AccessDeniedException' } as const;

describe('credentials', () => {
  it('creates the secret before the first deployment, after the smallest request to Zendesk', async () => {
    const stack = await deployStack();
    const { code, data } = await stack.json(BEFORE_DEPLOYMENT, piped());
    expect({ code, data }).toMatchObject({
      code: 0,
      data: { account: 'globex', secret: 'later/globex', region: 'us-east-1', action: 'created' },
    });
    expect(await readSecret(stack, 'later/globex')).toBe(NEW);
    expect(stack.zendesk.requests).toMatchObject([{ path: '/api/v2/incremental/tickets', query: { per_page: '1' } }]);
    const { out } = await stack.type('credentials --account initech --stack Later', piped());
    expect(out).toMatch(/✔ credentials +accepted.*was created in us-east-1\..*\n {2}npx cdk deploy\n/s);
    expect(stack.printed()).not.toContain(TOKEN);
  });

  it('replaces the secret of the deployed stack, and reports each resource that the credentials cannot export', async () => {
    const secret = { ...REQUEST, credentialsSecretId: 'team/zendesk', resources: ['tickets', 'users'] };
    const stack = await deployStack({ requests: [secret] });
    stack.aws.secrets.put('team/zendesk', '{"accessToken":"old"}');
    const { code, out } = await stack.type('credentials', piped());
    expect(code).toBe(0);
    expect(out).toMatch(/✔ tickets.*✘ users.*The secret team\/zendesk was updated.*node cli doctor --account acme\n/s);
    expect(await readSecret(stack, 'team/zendesk')).toBe(NEW);
    expect(changes(stack)).toEqual(['PutSecretValue']);
  });

  it('stores credentials from a hidden prompt', async () => {
    const stack = await deployStack();
    const prompts: Prompts = {
      choose: async () => 'access_token',
      chooseSeveral: async () => [],
      ask: () => Promise.reject(new Error('shown')),
      askHidden: async () => TOKEN,
    };
    expect(await stack.type('credentials', { prompts })).toMatchObject({ code: 0 });
    expect(await readSecret(stack)).toBe(JSON.stringify({ accessToken: TOKEN }));
  });

  it('creates the secret named with --secret, encrypted with --kms-key', async () => {
    const stack = await deployStack();
    const key = 'arn:aws:kms:us-east-1:111122223333:key/1';
    const options = `--secret team/globex --kms-key ${key}`;
    expect(await stack.type(`${BEFORE_DEPLOYMENT} ${options}`, piped())).toMatchObject({ code: 0 });
    const other = key.replace('key/1', 'key/2');
    expect(await stack.type(`${BEFORE_DEPLOYMENT} --secret team/globex --kms-key ${other}`, piped())).toMatchObject({
      code: 2,
      err: expect.stringMatching(/is encrypted with arn:.*key\/1\..*update-secret --secret-id team\/globex/),
    });
    expect(changes(stack)).toEqual(['CreateSecret']);
  });

  it('finds account, secret, key and resources in the settings file, without a look at the stack', async () => {
    const stack = await deployStack();
    const secretKeyArn = 'arn:aws:kms:us-east-1:111122223333:key/1';
    const accounts = [{ subdomain: 'globex', credentialsSecret: 'team/globex', resources: ['tickets'], secretKeyArn }];
    const io = { ...piped(), ...(await writeSettings({ accounts })) };
    expect(await stack.json('credentials', io)).toMatchObject({
      code: 0,
      data: { account: 'globex', secret: 'team/globex', action: 'created' },
    });
    const client = secretsClient(stack.aws.secrets.url);
    const created = await client.send(new DescribeSecretCommand({ SecretId: 'team/globex' }));
    expect(created.KmsKeyId).toBe(secretKeyArn);
    expect(stack.plane.cloudFormation.requests).toEqual([]);
    expect(await stack.type('credentials --account initech', io)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/zendesk-lake\.json has no account initech\. Its accounts: globex\./),
    });
  });

  it('requires --secret if the entries of an account have several secrets', async () => {
    const stack = await deployStack();
    const entry = { subdomain: 'acme', resources: ['users'], credentialsSecret: 'team/users' };
    const io = { ...piped(), ...(await writeSettings({ accounts: [{ subdomain: 'acme' }, entry] })) };
    expect(await stack.type('credentials', io)).toMatchObject({
      code: 2,
      err: expect.stringContaining('--secret zendesk-lake/acme | team/users'),
    });
    expect(await stack.json('credentials --secret zendesk-lake/acme', io)).toMatchObject({
      code: 0,
      data: { action: 'updated', checks: [{}, {}, { name: 'tickets' }] },
    });
  });

  it('--no-check stores credentials without a request to Zendesk', async () => {
    const stack = await deployStack();
    expect(await stack.type('credentials --no-check', piped('{"accessToken":"not-yet-active"}'))).toMatchObject({
      code: 0,
    });
    expect(await readSecret(stack)).toBe('{"accessToken":"not-yet-active"}');
    expect(stack.zendesk.requests).toEqual([]);
  });
});

describe('credentials', () => {
  it.each([
    [
      'of another account',
      '{"accessToken":"planted-of-globex"}',
      1,
      /credentials: GET .* 401.*belong to acme\.zendesk/,
    ],
    ['of an unknown client', '{"clientId":"x","clientSecret":"planted"}', 1, /POST \/oauth\/tokens.*belong to acme/],
    ['of an agent', '{"accessToken":"planted-agent"}', 1, /tickets: no access.*admin/],
    ['bound to another subdomain', '{"accessToken":"planted","subdomain":"globex"}', 2, /other than acme/],
    ['of no accepted form', '{"token":"planted"}', 2, /none of the accepted forms/],
  ])('rejects credentials %s and stores nothing', async (_, text, code, message) => {
    const stack = await deployStack();
    expect(await stack.type('credentials', piped(text))).toMatchObject({
      code,
      out: '',
      err: expect.stringMatching(new RegExp(message.source, 's')),
    });
    expect(changes(stack)).toEqual([]);
    expect(stack.printed()).not.toMatch(/planted/);
  });

  it.each([
    ['redirects to another host', { kind: 'respond', status: 302, body: '' }, /a redirect .*Check the subdomain/],
    ['has no such account', { kind: 'respond', status: 404, body: '' }, /404.*Check the subdomain/],
    ['does not answer', { kind: 'reset' }, /could not be reached.*Check the subdomain/],
    ['has used up the rate limit', { kind: 'respond', status: 429, body: '' }, /rate limit.*Retry in a minute/],
  ] as const)('if Zendesk %s', async (_, response, message) => {
    const stack = await deployStack();
    stack.zendesk.intercept(() => response);
    const { code, err } = await stack.type('credentials', piped());
    expect(code).toBe(1);
    expect(err).toMatch(/^The check of the credentials of acme failed\. Nothing was stored\./);
    expect(err).toMatch(new RegExp(message.source, 's'));
    expect(changes(stack)).toEqual([]);
  });

  it.each([
    ['DescribeSecret', BEFORE_DEPLOYMENT],
    ['CreateSecret', BEFORE_DEPLOYMENT],
    ['PutSecretValue', 'credentials'],
    ['RestoreSecret', 'credentials --restore'],
  ])('names the IAM action if AWS denies %s', async (denial, command) => {
    const stack = await deployStack();
    if (denial === 'RestoreSecret') stack.aws.secrets.scheduleDeletion(SECRET_ID);
    stack.aws.secrets.intercept(({ operation }) => (operation === denial ? denied : undefined));
    const { code, err } = await stack.type(command, piped());
    expect(code).toBe(2);
    expect(err).toContain(`Your AWS credentials lack a permission. Grant them secretsmanager:${denial}`);
  });

  it('quotes AWS and names the actions if the KMS key of the secret denies', async () => {
    const stack = await deployStack();
    const message = 'Access to KMS is not allowed';
    stack.aws.secrets.intercept(({ operation }) =>
      operation === 'PutSecretValue' ? { ...denied, message } : undefined,
    );
    const { code, err } = await stack.type('credentials', piped());
    expect(code).toBe(2);
    expect(err).toMatch(/The KMS key denies .*kms:GenerateDataKey.*\(AccessDeniedException: Access to KMS/);
  });

  it('requires an account, and names the deployed ones', async () => {
    const stack = await deployStack({ requests: [REQUEST, { ...REQUEST, subdomain: 'globex' }] });
    expect(await stack.type('credentials --stack Later', piped())).toMatchObject({
      code: 2,
      err: expect.stringMatching(
        /no-settings\.json does not exist, and stack Later is not deployed.*--account <subdomain>/,
      ),
    });
    expect(await stack.type('credentials', piped())).toMatchObject({
      code: 2,
      err: expect.stringContaining('--account acme | globex'),
    });
    expect(await stack.type('credentials --account Acme.zendesk.com', piped())).toMatchObject({
      code: 2,
      err: expect.stringContaining('"Acme.zendesk.com" is not a subdomain such as acme'),
    });
  });

  it('rejects the ARN of a secret that does not exist in this region', async () => {
    const stack = await deployStack();
    const arn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:zendesk-lake/acme';
    expect(await stack.type(`credentials --secret ${arn}`, piped())).toMatchObject({
      code: 2,
      err: expect.stringMatching(/no secret with the ARN .* in us-east-1.*six random characters/),
    });
  });

  it('reports missing AWS credentials and a missing region before any request to Zendesk', async () => {
    const stack = await deployStack();
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, undefined);
    for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']) vi.stubEnv(name, '/dev/null');
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    expect(await stack.type(BEFORE_DEPLOYMENT, piped())).toMatchObject({
      code: 2,
      err: expect.stringContaining('AWS credentials are missing or expired'),
    });
    vi.stubEnv('AWS_REGION', undefined);
    expect(await stack.type(BEFORE_DEPLOYMENT, piped())).toMatchObject({
      code: 2,
      err: expect.stringContaining('pass --region'),
    });
    expect(stack.zendesk.requests).toEqual([]);
  });
});

describe('credentials for a secret that is scheduled for deletion', () => {
  it('reports the date and the option that restores it', async () => {
    const stack = await deployStack();
    stack.aws.secrets.scheduleDeletion(SECRET_ID);
    const { code, err } = await stack.type('credentials', piped());
    expect(code).toBe(2);
    expect(err).toMatch(/zendesk-lake\/acme is scheduled for deletion at \d{4}-.*Nothing was changed\..*--restore/);
    expect(changes(stack)).toEqual([]);
  });

  it('restores it with its new value after --restore or a confirmation', async () => {
    const stack = await deployStack();
    stack.aws.secrets.scheduleDeletion(SECRET_ID);
    const refuse = { ...piped(), confirm: async () => false };
    expect(await stack.type('credentials', refuse)).toMatchObject({ code: 2, err: 'Nothing was changed.\n' });
    expect(await stack.json('credentials --restore', piped())).toMatchObject({ code: 0, data: { action: 'restored' } });
    stack.aws.secrets.scheduleDeletion(SECRET_ID);
    expect(await stack.type('credentials', { ...piped(), confirm: async () => true })).toMatchObject({ code: 0 });
    expect(await readSecret(stack)).toBe(NEW);
  });

  it('leaves it scheduled if Zendesk does not accept the credentials', async () => {
    const stack = await deployStack();
    stack.aws.secrets.scheduleDeletion(SECRET_ID);
    const result = await stack.type('credentials --restore', piped('{"accessToken":"planted"}'));
    expect(result.code).toBe(1);
    expect(changes(stack)).toEqual([]);
  });
});
