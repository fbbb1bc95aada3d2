import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { type LocalAws, startAws } from '#sandbox/aws/index.ts';
import { type MovableClock, scaledClock } from '#sandbox/clock.ts';
import { type LandedObject, landedObjects } from '#sandbox/lake/landed-object.ts';
import { compare, latestVersions } from '#sandbox/lake/compare.ts';
import { type LayoutName, LAYOUTS, ticketsPrefix } from '#sandbox/lake/layout.ts';
import { verifyChain } from '#catalog/chain.ts';
import { type Invocation, type LambdaHost, startLambda } from '#sandbox/lambda/host.ts';
import {
  type ZendeskAccount,
  createAccount,
  startZendesk,
  type ZendeskServer,
  type ZendeskOptions,
} from '#sandbox/zendesk/index.ts';
import { BUNDLE_DIR } from '../build-bundle.ts';

/** What the harness's Zendesk accepts, and its secret holds unless a test puts another. */
export const CLIENT = { clientId: 'lake', clientSecret: 'planted-client-secret', expiresIn: 1800 };
export const SECRET_ID = 'zendesk-lake/acme';
export const EVENT = { subdomain: 'acme', credentialsSecretId: SECRET_ID };

/** These tests start many processes: loading the bundle takes half the time from its second one on. */
const COMPILE_CACHE = join(BUNDLE_DIR, '..', 'compile-cache');

export type HarnessOptions = Partial<Omit<ZendeskOptions, 'clock' | 'account'>> & {
  /** How fast time passes. Default 10; 1 where a deadline matters, since the margins then are real milliseconds. */
  readonly speed?: number;
  /** What the clock shows at first, in epoch milliseconds. Default: the time. */
  readonly start?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** How pages land, and under which prefix. Default: not asked for, which is page. */
  readonly layout?: LayoutName;
};

/** What the item tells of the run history, which depends on the time that runs take. */
const RUN_HISTORY = /^(read_at|first_run_at|last_run_at|last_outcome|caught_up_at|stalled_runs|total_\w+)$/;

/** The cursor item's attributes as plain values, but for the run history; none where there is no item. */
export type Item = Readonly<Record<string, unknown>>;

export type Harness = {
  /** Everybody's. A running process notices that it was moved when it is told, or invoked. */
  readonly clock: MovableClock;
  readonly zendesk: ZendeskServer;
  readonly account: ZendeskAccount;
  readonly aws: LocalAws;
  /** Epoch seconds, long settled: where simulations begin. */
  readonly began: number;
  readonly lakeDir: string;
  /** Everything that the function has written to its log, and thrown. */
  readonly output: () => string;
  /** The environment that `invoke` uses. */
  readonly lambda: LambdaHost;
  invoke(event?: object, options?: { timeoutMs?: number }): Promise<Invocation>;
  /** Another environment of the same function, as Lambda starts one for a second invocation at once. */
  another(): Promise<LambdaHost>;
  objects(): Promise<LandedObject[]>;
  item(): Promise<Item>;
  /** Moves the clock to the moment at which the lease has lapsed, if there is one. */
  lapse(): Promise<void>;
  /** Asserts that the lake holds every ticket in its latest version, and that the listing proves it. */
  expectComplete(): Promise<void>;
};

/** A harness that is cleared when its test has finished. Tests that run side by side open their own. */
export async function startHarness(options: HarnessOptions = {}): Promise<Harness> {
  const harness = await openHarness(options);
  onTestFinished(() => harness[Symbol.asyncDispose]());
  return harness;
}

/** The deployed bundle in a process of its own, between a simulated Zendesk and local AWS, all over HTTP. */
export async function openHarness(options: HarnessOptions): Promise<Harness & AsyncDisposable> {
  const { speed = 10, start, env, layout: asked, ...zendeskOptions } = options;
  const layout = LAYOUTS[asked ?? 'page'];
  const clock = scaledClock(speed, start);
  const lakeDir = await mkdtemp(join(tmpdir(), 'zendesk-lake-'));
  const account = createAccount({ clock });
  const aws = await startAws({ lakeDir, clock });
  const zendesk = await startZendesk({
    clock,
    account,
    credentials: { clients: [CLIENT] },
    rateLimit: { total: 1000, windowSeconds: 60 },
    ...zendeskOptions,
  });
  aws.secrets.put(SECRET_ID, JSON.stringify({ clientId: CLIENT.clientId, clientSecret: CLIENT.clientSecret }));
  const hosts: LambdaHost[] = [];
  const another = async (): Promise<LambdaHost> => {
    const functionEnv = {
      ...aws.env,
      ...(asked !== undefined && { LAKE_PREFIX: layout.prefix }),
      ZENDESK_BASE_URL: zendesk.url,
      NODE_COMPILE_CACHE: COMPILE_CACHE,
      ...env,
    };
    const host = await startLambda({ bundleDir: BUNDLE_DIR, clock, env: functionEnv });
    hosts.push(host);
    return host;
  };
  const lambda = await another();
  const output: string[] = [];
  const objects = (): Promise<LandedObject[]> => landedObjects(lakeDir, ticketsPrefix({ layout, subdomain: 'acme' }));
  const item = async (): Promise<Item> => {
    const all = Object.entries((await aws.dynamodb.getItem('acme/tickets')) ?? {});
    return Object.fromEntries(all.filter(([name]) => !RUN_HISTORY.test(name)));
  };

  return {
    clock,
    zendesk,
    account,
    aws,
    began: Math.floor(clock.start / 1000) - 100_000,
    lakeDir,
    output: () => output.join('\n'),
    lambda,
    async invoke(event = {}, invocation) {
      const done = await lambda.invoke(
        { ...EVENT, ...(asked !== undefined && { layout: asked }), ...event },
        invocation,
      );
      output.push(...done.logs.map(({ text }) => text), JSON.stringify(done));
      return done;
    },
    another,
    objects,
    item,
    async lapse() {
      const until = (await item())['lease_until'] ?? 0;
      clock.advance(Math.max(0, (Number(until) + 1) * 1000 - clock.now()));
    },
    async expectComplete() {
      const landed = await objects();
      expect(compare(await latestVersions(landed, layout), account.latestRecords())).toMatchObject({ complete: true });
      expect(verifyChain(landed, await item())).toEqual({ complete: true, gaps: [] });
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(hosts.map((host) => host.stop()));
      await Promise.all([zendesk.close(), aws.close()]);
      await rm(lakeDir, { recursive: true, force: true });
    },
  };
}

/** The result of the only export of an invocation that must have succeeded. */
export function resultOf(invocation: Invocation): Readonly<Record<string, unknown>> {
  if (!invocation.ok) throw new Error(`${invocation.error.name}: ${invocation.error.message}`);
  const { exports } = invocation.result as { exports: Readonly<Record<string, unknown>>[] };
  return exports[0] ?? {};
}

/** The error of an invocation that must have failed. */
export function errorOf(invocation: Invocation): { readonly name: string; readonly message: string } {
  if (invocation.ok) throw new Error(`it succeeded: ${JSON.stringify(invocation.result)}`);
  return invocation.error;
}

/** Creates so many tickets, `spacing` seconds apart from `from` (epoch seconds) on. */
export function fill(account: ZendeskAccount, tickets: number, from: number, spacing = 1): void {
  for (let i = 0; i < tickets; i += 1) account.create({ second: from + i * spacing });
}
