import { existsSync, globSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { commandLine } from '#sandbox/cli/options.ts';
import { type DocumentedCommand, findCommands } from '#test/support/docs/documented-commands.ts';
import { NO_CREDENTIALS, openWorkspace, type Workspace } from '#test/support/docs/workspace.ts';
import manifest from '../../package.json' with { type: 'json' };

const DOCUMENTS = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...globSync('docs/**/*.md')];

const commands = new Map(
  DOCUMENTS.flatMap((path) => findCommands(readFileSync(path, 'utf8')).map((command) => [command.text, command])),
);

/** The commands that begin with these words, by their text. */
const starting = (...words: string[]): [text: string, command: DocumentedCommand][] =>
  [...commands].filter(([, { args }]) => words.every((word, i) => args[i] === word));

const cli = starting('node', 'cli');
/** `init` needs Zendesk only. */
const isLocal = ({ args }: DocumentedCommand): boolean => args[2] === 'init';

const cdk = starting('npx', 'cdk');
const sandbox = [...starting('npm', 'start'), ...starting('node', 'sandbox/main.ts')];
const vitest = starting('npx', 'vitest', 'run');
const scripts = starting('npm').filter(([, { args }]) => args[1] !== 'start');
const aws = starting('aws');

/** Commands of other programs, and assignments in Windows shells. */
const OTHERS = [
  /^git pull$/,
  /^npx vitest --clearCache$/,
  /^find check -name /,
  /^duckdb -cmd /,
  /^\$env:\w+ = '[^']*'$/,
  /^set \w+=\S+$/,
];

describe('documented commands', () => {
  it('belong to one of the groups that are checked below', () => {
    const checked = new Set([...cli, ...cdk, ...sandbox, ...vitest, ...scripts, ...aws].map(([text]) => text));
    const others = [...commands.keys()].filter((text) => !checked.has(text));
    expect(others.filter((text) => !OTHERS.some((pattern) => pattern.test(text)))).toEqual([]);
    expect(Math.min(cli.length, cdk.length, scripts.length)).toBeGreaterThan(4);
  });
});

describe('without AWS credentials', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await openWorkspace();
  }, 60_000);
  afterAll(() => workspace[Symbol.asyncDispose]());
  beforeEach(() => {
    for (const [name, value] of Object.entries(NO_CREDENTIALS)) vi.stubEnv(name, value);
  });

  it.each(cli.filter(([, command]) => !isLocal(command)))(
    'runs until it needs AWS credentials: %s',
    async (_, command) => {
      const { code, output } = await workspace.runCli(command);
      expect({ code, output }).toEqual({ code: 2, output: expect.stringContaining('AWS credentials are missing') });
    },
  );

  it.each(cli.filter(([, command]) => isLocal(command)))(
    'succeeds, because it does not use AWS: %s',
    async (_, command) => {
      expect(await workspace.runCli(command)).toMatchObject({ code: 0 });
    },
  );

  it.each(cdk)('runs until it needs AWS credentials: %s', async (_, command) => {
    const { code, output } = await workspace.runCdk(command);
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining('Unable to resolve AWS account') });
    expect(output).not.toContain('Unknown option');
  });
});

it.each(sandbox)('uses options that npm start accepts: %s', async (_, { args }) => {
  const run = vi.fn<() => Promise<void>>(async () => undefined);
  const words = args.slice(2).filter((word) => word !== '--');
  await commandLine({ sandbox: run, account: run }).exitOverride().parseAsync(words, { from: 'user' });
  expect(run).toHaveBeenCalledOnce();
});

it.each(scripts)('runs a script of package.json: %s', (_, { args: [, name = '', script = ''] }) => {
  const known = ['ci', ...Object.keys(manifest.scripts)];
  expect(known).toContain(name === 'run' ? script : name);
});

it.each(vitest)('names tests that exist: %s', (_, { args: [, , , ...paths] }) => {
  expect(paths.filter((path) => !existsSync(path) && globSync(`${path}*`).length === 0)).toEqual([]);
});

/** Clients of the SDK that are installed. The AWS CLI has the same operations, in lower case with hyphens. */
const CLIENTS: Readonly<Record<string, () => Promise<object>>> = {
  dynamodb: () => import('@aws-sdk/client-dynamodb'),
  s3api: () => import('@aws-sdk/client-s3'),
  secretsmanager: () => import('@aws-sdk/client-secrets-manager'),
};

/** Commands of the AWS CLI without an installed client, from https://docs.aws.amazon.com/cli/latest/reference/. */
const AWS_CLI = new Set([
  'cloudwatch disable-alarm-actions',
  'lakeformation grant-permissions',
  'logs filter-log-events',
  'logs tail',
  's3 ls',
  's3 sync',
  'sns subscribe',
  'sqs purge-queue',
  'sqs receive-message',
  'sso login',
]);

it.each(aws)('names a command of the AWS CLI: %s', async (_, { args: [, service = '', operation = ''] }) => {
  const client = await CLIENTS[service]?.();
  const name = operation.replaceAll(/(?:^|-)(\w)/g, (_match, letter: string) => letter.toUpperCase());
  const isKnown = client === undefined ? AWS_CLI.has(`${service} ${operation}`) : `${name}Command` in client;
  expect(isKnown).toBe(true);
});
