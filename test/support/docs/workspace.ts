import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { App } from 'aws-cdk-lib';
import { runCommandLine } from '#cli/command-line.ts';
import type { Io } from '#cli/io.ts';
import { loadConfig } from '#infra/config/load-config.ts';
import { ExporterStack } from '#infra/exporter-stack.ts';
import { scaledClock } from '#sandbox/clock.ts';
import { createAccount, startZendesk } from '#sandbox/zendesk/index.ts';
import { CDK_JSON } from '#scripts/with-app.ts';
import { ROOT } from '../infra/synthesize.ts';
import type { DocumentedCommand } from './documented-commands.ts';

const TOKEN = 'planted-access-token';
const SETTINGS = { accounts: [{ subdomain: 'acme' }] };

/** The environment of someone who has not signed in to AWS. */
export const NO_CREDENTIALS: Readonly<Record<string, string | undefined>> = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: undefined,
  AWS_SECRET_ACCESS_KEY: undefined,
  AWS_SESSION_TOKEN: undefined,
  AWS_PROFILE: undefined,
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  AWS_EC2_METADATA_DISABLED: 'true',
};

type Result = { readonly code: number; readonly output: string };

/** A folder with settings, credentials and the synthesized app, and a Zendesk account that accepts the credentials. */
export type Workspace = AsyncDisposable & {
  /** Runs `node cli` with its arguments, in this process. */
  runCli(command: DocumentedCommand): Promise<Result>;
  /** Runs `cdk` with its arguments. */
  runCdk(command: DocumentedCommand): Promise<Result>;
};

export async function openWorkspace(): Promise<Workspace> {
  const folder = await mkdtemp(join(tmpdir(), 'zendesk-lake-docs-'));
  const clock = scaledClock(1);
  const credentials = { accessTokens: [{ accessToken: TOKEN }] };
  const zendesk = await startZendesk({ clock, account: createAccount({ clock }), credentials });
  for (const name of ['zendesk-lake.json', 'staging.json'])
    await writeFile(join(folder, name), JSON.stringify(SETTINGS));
  await writeFile(join(folder, 'credentials.json'), JSON.stringify({ accessToken: TOKEN }));
  await writeFile(join(folder, 'cdk.json'), JSON.stringify({ app: 'cdk.out' }));
  synthesizeApp(join(folder, 'cdk.out'));
  const locate = (word: string): string => word.replace(/^(settings=)?([\w-]+\.json)$/, `$1${folder}/$2`);
  const env = { ZENDESK_BASE_URL: zendesk.url };

  return {
    async runCli({ args: [, , ...words], input }) {
      const out = new PassThrough();
      // `init` writes the file that the others read.
      const settingsFile = join(folder, words[0] === 'init' ? `${crypto.randomUUID()}.json` : 'zendesk-lake.json');
      const source = input === undefined ? { prompts: PROMPTS } : { readInput: () => readFile(join(folder, input)) };
      const io: Io = {
        out,
        err: out,
        env,
        settingsFile,
        now: () => clock.now(),
        sleep: async () => undefined,
        ...source,
      };
      const code = await runCommandLine(words.map(locate), io);
      return { code, output: String(out.read() ?? '') };
    },
    async runCdk({ args: [, , ...words] }) {
      // The app has been synthesized before, so its options are loaded here.
      loadConfig(contextOf(words.map(locate)), join(folder, 'zendesk-lake.json'));
      // Without a terminal, `destroy` cannot ask.
      const forced = words[0] === 'destroy' && !words.includes('--force') ? ['--force'] : [];
      return runProcess(join(ROOT, 'node_modules', '.bin', 'cdk'), [...words, ...forced], folder);
    },
    async [Symbol.asyncDispose]() {
      await zendesk.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const PROMPTS: NonNullable<Io['prompts']> = {
  choose: async () => 'access_token',
  chooseSeveral: async () => ['tickets'],
  ask: async () => 'acme',
  askHidden: async () => TOKEN,
};

function synthesizeApp(outdir: string): void {
  const app = new App({ outdir, context: { ...CDK_JSON.context, 'aws:cdk:bundling-stacks': [] } });
  new ExporterStack(app, 'ZendeskLake', SETTINGS);
  app.synth();
}

/** The options of `-c`. */
const contextOf = (words: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    words.flatMap((word, i) =>
      words[i - 1] === '-c' ? [[word.split('=')[0], word.slice(word.indexOf('=') + 1)]] : [],
    ),
  );

function runProcess(file: string, args: readonly string[], cwd: string): Promise<Result> {
  const env = {
    ...NO_CREDENTIALS,
    AWS_REGION: undefined,
    PATH: process.env['PATH'],
    HOME: cwd,
    CDK_DISABLE_VERSION_CHECK: '1',
  };
  return new Promise((resolve) => {
    const child = execFile(file, [...args, '--no-notices', '--no-telemetry'], { cwd, env }, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), output: `${stdout}${stderr}` });
    });
    child.stdin?.end();
  });
}
