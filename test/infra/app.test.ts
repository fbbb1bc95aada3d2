import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { CDK_JSON } from '#scripts/with-app.ts';
import { ROOT } from '../support/infra/synthesize.ts';

const scratch = mkdtempSync(join(tmpdir(), 'zendesk-lake-app-'));
afterAll(() => rmSync(scratch, { recursive: true }));

type Exit = { readonly code: number | null; readonly output: string };

async function run(command: string, args: readonly string[]): Promise<Exit> {
  // No credentials and no region: a synthesis does not need an AWS account.
  const env = {
    PATH: process.env['PATH'],
    HOME: scratch,
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_DISABLE_VERSION_CHECK: '1',
    // The processes compile their modules only once.
    NODE_COMPILE_CACHE: join(scratch, 'compile-cache'),
  };
  const child = spawn(command, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, output: Buffer.concat(chunks).toString() };
}

const cdk = (command: string, ...args: string[]): Promise<Exit> =>
  run(join(ROOT, 'node_modules', '.bin', 'cdk'), [command, ...args, '--no-notices', '--no-telemetry']);

const synth = (name: string, ...args: string[]): Promise<Exit> =>
  cdk('synth', ...args, '--quiet', '--output', join(scratch, name));

/** The lines of an output, without npm's own notices. */
const linesOf = (output: string): string[] =>
  output.split('\n').filter((line) => line !== '' && !line.startsWith('npm '));

describe('cdk synth -c subdomain=acme', () => {
  const out = join(scratch, 'out');
  const synthesized = synth('out', '-c', 'subdomain=acme');

  it('succeeds, including the cdk-nag validation', async () => {
    const { code, output } = await synthesized;
    expect(output).not.toContain('ERROR');
    expect(output).not.toContain('WARNING');
    expect(code).toBe(0);
  });

  it('sends no usage data to AWS', async () => {
    await synthesized;
    expect(readFileSync(join(out, 'ZendeskLake.template.json'), 'utf8')).not.toContain('AWS::CDK::Metadata');
  });

  it('bundles the function into one ES module of less than 250 kB gzipped, with its source map', async () => {
    await synthesized;
    const [asset, ...others] = readdirSync(out).filter((name) => name.startsWith('asset.'));
    expect(others).toEqual([]);
    const folder = join(out, String(asset));
    expect(readdirSync(folder).sort()).toEqual(['index.mjs', 'index.mjs.map']);

    expect(gzipSync(readFileSync(join(folder, 'index.mjs'))).length).toBeLessThan(250_000);
    const url = JSON.stringify(pathToFileURL(join(folder, 'index.mjs')).href);
    const imported = await run(process.execPath, [
      '--input-type=module',
      '--eval',
      `console.log(typeof (await import(${url})).handler)`,
    ]);
    expect(imported).toEqual({ code: 0, output: 'function\n' });
  });
});

describe('cdk synth -c page-size=500', () => {
  it('fails with one line that names the unknown option, without a stack trace', async () => {
    const { code, output } = await synth('invalid', '-c', 'subdomain=acme', '-c', 'page-size=500');
    expect(linesOf(output)).toEqual([
      'The options of -c are not valid. page-size: unknown option. Did you mean pageSize?',
      `${CDK_JSON.app}: Subprocess exited with error 1`,
    ]);
    expect(code).toBe(1);
  });
});

describe('cdk with a settings file', () => {
  it('deploys the accounts and the stack name of the file, and keeps the options in an output', async () => {
    const file = join(scratch, 'settings.json');
    const settings = { accounts: [{ subdomain: 'acme' }, { subdomain: 'globex' }], stackName: 'Staging' };
    writeFileSync(file, JSON.stringify(settings));
    const { code, output } = await synth('settings', '-c', `settings=${file}`);
    expect(output).not.toContain('is not used');
    expect(code).toBe(0);
    // The id of a stack in the CDK is its name.
    const { Outputs } = JSON.parse(readFileSync(join(scratch, 'settings', 'Staging.template.json'), 'utf8'));
    expect(JSON.parse(Outputs.Configuration.Value)).toEqual(settings);
  });

  it('ends with one message if the file has more accounts than a stack can hold', async () => {
    const file = join(scratch, 'many.json');
    const accounts = Array.from({ length: 80 }, (_, index) => ({ subdomain: `acme-${index}` }));
    // The search for the number that fits is quicker without tables.
    writeFileSync(file, JSON.stringify({ accounts, catalog: false, dashboard: false }));
    const { code, output } = await cdk('list', '-c', `settings=${file}`);
    expect(linesOf(output)).toEqual([
      expect.stringMatching(/^accounts: 80 entries are more than one stack can hold\./),
      `${CDK_JSON.app}: Subprocess exited with error 1`,
    ]);
    expect(code).toBe(1);
  });

  it.each([['list'], ['bootstrap'], ['destroy', '--force']])(
    'cdk %s without the file ends with a message that names the file to create',
    async (command, ...args) => {
      const missing = join(scratch, 'missing.json');
      const { code, output } = await cdk(command, ...args, '-c', `settings=${missing}`);
      expect(linesOf(output)).toEqual([
        expect.stringMatching(
          /missing\.json does not exist\. .*create the file: node cli init --settings .*missing\.json$/,
        ),
        `${CDK_JSON.app}: Subprocess exited with error 1`,
      ]);
      expect(code).toBe(1);
    },
  );
});

describe('cdk synth with unacknowledged cdk-nag findings', () => {
  it('fails and names the findings', async () => {
    const app = CDK_JSON.app.replace('tsx ', 'tsx --import ./test/support/infra/without-acknowledgements.ts ');
    const { code, output } = await synth('findings', '-c', 'subdomain=acme', '--app', app);
    const named = Array.from(output.matchAll(/AwsSolutions::AwsSolutions-(\w+)/g), ([, rule]) => rule);
    expect(new Set(named)).toEqual(new Set(['IAM5', 'S1', 'SQS3']));
    expect(code).toBe(1);
  });
});

describe('cdk.json', () => {
  it('contains only feature flags and no accounts', () => {
    const others = Object.keys(CDK_JSON.context).filter((key) => !key.startsWith('@aws-cdk'));
    expect(others).toEqual([]);
  });

  it('enables validation against the default rules of the CDK', () => {
    expect(CDK_JSON.context).toMatchObject({ '@aws-cdk/core:validateAgainstDefaultRules': true });
  });
});
