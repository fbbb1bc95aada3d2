import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { type LocalAws, startAws } from '#sandbox/aws/index.ts';
import { type MovableClock, scaledClock } from '#sandbox/clock.ts';
import { type LandedObject, landedObjects } from '#sandbox/lake/landed-object.ts';
import { compare, latestVersions } from '#sandbox/lake/compare.ts';
import { exportPrefix, type LayoutName, LAYOUTS, type Place } from '#sandbox/lake/layout.ts';
import { verifyChain } from '#catalog/chain.ts';
import { RESOURCES } from '#functions/export/core/resources.ts';
import { type Invocation, type LambdaHost, startLambda } from '#sandbox/lambda/host.ts';
import {
  type AccountExport,
  type ZendeskAccount,
  createAccount,
  startZendesk,
  type ZendeskServer,
  type ZendeskOptions,
} from '#sandbox/zendesk/index.ts';
import type { View } from '#sandbox/zendesk/export/expected-records.ts';
import { BUNDLE_DIR } from '../build-bundle.ts';
import { lakeResource } from '../landed.ts';

/** The OAuth client that the harness's Zendesk accepts. Its secret is the default value of the harness's secret. */
export const CLIENT = { clientId: 'lake', clientSecret: 'planted-client-secret', expiresIn: 1800 };
export const SECRET_ID = 'zendesk-lake/acme';
export const EVENT = { subdomain: 'acme', credentialsSecretId: SECRET_ID };

/** Halves the time to load the bundle from the second process on. These tests start many processes. */
const COMPILE_CACHE = join(BUNDLE_DIR, '..', 'compile-cache');

export type HarnessOptions = Partial<Omit<ZendeskOptions, 'clock' | 'account'>> & {
  /** The speed of the clock. Default 10. Tests of deadlines need 1, so that margins are real milliseconds. */
  readonly speed?: number;
  /** The clock's start, in epoch milliseconds. Default: the current time. */
  readonly start?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Exports of the account in addition to tickets. Default: none. */
  readonly exports?: readonly AccountExport[];
  /** The lake's layout and prefix. Default: not in the event, which means `page`. */
  readonly layout?: LayoutName;
};

/** The attributes of the run history. Their values depend on the duration of runs. */
const RUN_HISTORY = /^(read_at|first_run_at|last_run_at|last_outcome|caught_up_at|fresh_at|stalled_runs|total_\w+)$/;

/** The cursor item's attributes as plain values, without the run history. Empty if there is no item. */
export type Item = Readonly<Record<string, unknown>>;

export type Harness = {
  /** The clock of all services. A running process only notices that it was advanced through `syncTime` or an invocation. */
  readonly clock: MovableClock;
  readonly zendesk: ZendeskServer;
  readonly account: ZendeskAccount;
  readonly aws: LocalAws;
  /** Epoch seconds, outside the lookback window. Tests create their first tickets there. */
  readonly began: number;
  readonly lakeDir: string;
  /** All log lines and results of the function's invocations through `invoke`. */
  readonly output: () => string;
  /** The function's process, which `invoke` uses. */
  readonly lambda: LambdaHost;
  invoke(event?: object, options?: { timeoutMs?: number }): Promise<Invocation>;
  /** Starts another process of the same function, like Lambda for a concurrent invocation. */
  another(): Promise<LambdaHost>;
  /** The account's part of the lake. */
  readonly place: Place;
  /** The landed objects of a resource, in write order. Default: of tickets. */
  objects(resource?: string): Promise<LandedObject[]>;
  item(resource?: string): Promise<Item>;
  /** Advances the clock until all leases have expired. */
  lapse(): Promise<void>;
  /**
   * Asserts that the lake contains the latest version of every record, and that the listing has no gaps.
   *
   * @param view - default: all records, whether an export shows them now or not
   */
  expectComplete(resource?: string, view?: Partial<View>): Promise<void>;
};

/** Opens a harness that is disposed when its test has finished. Concurrent tests use `openHarness`. */
export async function startHarness(options: HarnessOptions = {}): Promise<Harness> {
  const harness = await openHarness(options);
  onTestFinished(() => harness[Symbol.asyncDispose]());
  return harness;
}

/** Starts the deployed bundle in a separate process, with a simulated Zendesk and local AWS services over HTTP. */
export async function openHarness(options: HarnessOptions): Promise<Harness & AsyncDisposable> {
  const { speed = 10, start, env, layout: requestedLayout, exports = [], ...zendeskOptions } = options;
  const layout = LAYOUTS[requestedLayout ?? 'page'];
  const clock = scaledClock(speed, start);
  const lakeDir = await mkdtemp(join(tmpdir(), 'zendesk-lake-'));
  const account = createAccount({ clock, exports });
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
      ...(requestedLayout !== undefined && { LAKE_PREFIX: layout.prefix }),
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
  const place: Place = { lakeDir, layout, subdomain: 'acme' };
  const objects = (name = 'tickets'): Promise<LandedObject[]> => landedObjects(lakeDir, exportPrefix(place, { name }));
  const item = async (resource = 'tickets'): Promise<Item> => {
    const all = Object.entries((await aws.dynamodb.getItem(`acme/${resource}`)) ?? {});
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
        { ...EVENT, ...(requestedLayout !== undefined && { layout: requestedLayout }), ...event },
        invocation,
      );
      output.push(...done.logs.map(({ text }) => text), JSON.stringify(done));
      return done;
    },
    another,
    place,
    objects,
    item,
    async lapse() {
      const items = await Promise.all(Object.keys(RESOURCES).map((resource) => item(resource)));
      const until = Math.max(...items.map((each) => Number(each['lease_until'] ?? 0)));
      clock.advance(Math.max(0, (until + 1) * 1000 - clock.now()));
    },
    async expectComplete(name = 'tickets', view = {}) {
      const landed = await objects(name);
      const expected = zendesk.expectedRecords(name, { nowMs: LAST_MS, supportTypeScope: 'all', ...view });
      const latest = await latestVersions(landed, layout, lakeResource(name));
      expect(compare(latest, expected)).toMatchObject({ complete: true, changedSince: [] });
      expect(verifyChain(landed, await item(name))).toEqual({ complete: true, gaps: [] });
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(hosts.map((host) => host.stop()));
      await Promise.all([zendesk.close(), aws.close()]);
      await rm(lakeDir, { recursive: true, force: true });
    },
  };
}

/** Later than all changes of an account. */
const LAST_MS = Number.MAX_SAFE_INTEGER;

type ExportResult = Readonly<Record<string, unknown>>;

/**
 * The results of an invocation's exports.
 * @throws Error if the invocation failed
 */
export function resultsOf(invocation: Invocation): readonly ExportResult[] {
  if (!invocation.ok) throw new Error(`${invocation.error.name}: ${invocation.error.message}`);
  return (invocation.result as { exports: ExportResult[] }).exports;
}

/** The result of an invocation's only export. */
export const resultOf = (invocation: Invocation): ExportResult => resultsOf(invocation)[0] ?? {};

/**
 * The error of a failed invocation.
 * @throws Error if the invocation succeeded
 */
export function errorOf(invocation: Invocation): Extract<Invocation, { ok: false }>['error'] {
  if (invocation.ok) throw new Error(`The invocation succeeded: ${JSON.stringify(invocation.result)}`);
  return invocation.error;
}

/** Creates tickets from second `from` (epoch seconds), `spacing` seconds apart. */
export function fill(account: ZendeskAccount, tickets: number, from: number, spacing = 1): void {
  for (let i = 0; i < tickets; i += 1) account.create({ second: from + i * spacing });
}
