import { verifyChain } from '#catalog/chain.ts';
import type { Invocation, LambdaHost } from '#sandbox/lambda/host.ts';
import { createRng } from '#sandbox/zendesk/index.ts';
import type { Progress } from '../core/engine.ts';
import { type AwsWorld, openAwsWorld } from './world.ts';

export type AwsCheck = {
  readonly name: string;
  readonly passed: string;
  readonly failures: readonly string[];
  /** Everything that the emulators do not cover. */
  readonly notRun?: readonly string[];
};

const KILLS = 40;
const RACES = 50;
const FREEZES = 5;
/** A run is killed after at most this many page requests, and at most this many milliseconds later. */
const PAGES = 6;
const WITHIN_MS = 80;
const SEED = 7;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** How the only export of an invocation ended, or the error. */
export function outcomeOf(invocation: Invocation): string {
  if (!invocation.ok) return `${invocation.error.name}: ${invocation.error.message}`;
  const { exports }: { exports: readonly { readonly outcome: string }[] } = Object(invocation.result);
  return exports[0]?.outcome ?? 'no export';
}

/** Tickets of ten pages, and more of one second than a page holds. */
export function fill({ account, began }: AwsWorld, from: number): void {
  for (let index = 0; index < 100; index += 1) account.create({ second: began + from + index });
  for (let index = 0; index < 25; index += 1) account.create({ second: began + from + 100 });
}

/**
 * Waits until a run has sent this many requests to Zendesk.
 *
 * @throws Error if it does not within 30 s
 */
export async function untilAsked({ zendesk }: AwsWorld, pages: number): Promise<void> {
  const before = zendesk.requests.length;
  const deadline = performance.now() + 30_000;
  while (zendesk.requests.length < before + pages) {
    if (performance.now() > deadline) throw new Error(`a run sends fewer than ${pages} requests to Zendesk`);
    await sleep(5);
  }
}

async function untilCaughtUp(world: AwsWorld): Promise<string[]> {
  const host = await world.host();
  for (let runs = 0; runs < 10; runs += 1) {
    const outcome = outcomeOf(await world.invoke(host));
    if (outcome === 'caught_up') return [];
    if (outcome !== 'budget_spent') return [`a run ends with ${outcome}`];
  }
  return ['not caught up after 10 runs'];
}

export async function checkFullExport(): Promise<AwsCheck> {
  await using world = await openAwsWorld('full-export');
  fill(world, 0);
  const failures = [...(await untilCaughtUp(world)), ...(await world.wrongLake())];
  return { name: 'full export', passed: `${(await world.objects()).length} objects`, failures };
}

/** Kills the process at random moments. After each kill, the landed objects prove the item's position. */
export async function checkKills(progress: Progress): Promise<AwsCheck> {
  await using world = await openAwsWorld('kills');
  const rng = createRng(SEED);
  const failures: string[] = [];
  let killed = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    progress(`kill ${kill + 1} of ${KILLS}`);
    fill(world, kill * 200);
    const host = await world.host();
    const running = world.invoke(host);
    await untilAsked(world, 1 + Math.floor(rng.next() * PAGES));
    await sleep(rng.next() * WITHIN_MS);
    await host.kill();
    killed += (await running).ok ? 0 : 1;
    const chain = verifyChain(await world.objects(), await world.item());
    if (!chain.complete) failures.push(`after kill ${kill + 1}: ${JSON.stringify(chain.gaps)}`);
    await world.expireLease();
  }
  if (killed < KILLS) failures.push(`${KILLS - killed} runs had ended before they were killed`);
  failures.push(...(await untilCaughtUp(world)), ...(await world.wrongLake()));
  return { name: 'kills', passed: `${killed} runs killed`, failures };
}

/** Two processes at once: one exports, the other finds the lease held. */
export async function checkRaces(progress: Progress): Promise<AwsCheck> {
  await using world = await openAwsWorld('races');
  const hosts = [await world.host(), await world.host()] as const;
  const failures: string[] = [];
  for (let race = 0; race < RACES; race += 1) {
    progress(`race ${race + 1} of ${RACES}`);
    for (let index = 0; index < 15; index += 1) world.account.create({ second: world.began + race * 20 + index });
    const invocations = await raceOnce(world, hosts);
    const outcomes = invocations.map(outcomeOf).toSorted().join(' and ');
    if (outcomes !== 'caught_up and lease_held') failures.push(`race ${race + 1}: ${outcomes}`);
  }
  failures.push(...(await world.wrongLake()));
  return { name: 'races', passed: `${RACES} races`, failures };
}

/**
 * Invokes both processes. Zendesk responds to the first page request only when one run has ended or both have sent one,
 * so that the runs overlap on a slow machine too.
 */
async function raceOnce(world: AwsWorld, hosts: readonly LambdaHost[]): Promise<Invocation[]> {
  const isOverlapping = Promise.withResolvers<void>();
  let requests = 0;
  world.zendesk.intercept(async ({ method }) => {
    if (method !== 'GET') return [];
    requests += 1;
    if (requests > 1) isOverlapping.resolve();
    await isOverlapping.promise;
    return [];
  });
  const running = hosts.map((host) => world.invoke(host));
  void Promise.race(running).then(() => isOverlapping.resolve());
  const invocations = await Promise.all(running);
  world.zendesk.intercept(undefined);
  return invocations;
}

/** A process that is frozen and outlives its lease changes nothing when it is woken. */
export async function checkFrozen(progress: Progress): Promise<AwsCheck> {
  await using world = await openAwsWorld('frozen');
  const failures: string[] = [];
  for (let freeze = 0; freeze < FREEZES; freeze += 1) {
    progress(`freeze ${freeze + 1} of ${FREEZES}`);
    fill(world, freeze * 200);
    const frozen = await world.host();
    const running = world.invoke(frozen);
    await untilAsked(world, freeze + 2);
    frozen.freeze();
    await world.expireLease();
    failures.push(...(await untilCaughtUp(world)));
    const before = JSON.stringify(await world.item());
    frozen.wake();
    const outcome = outcomeOf(await running);
    if (JSON.stringify(await world.item()) !== before)
      failures.push(`freeze ${freeze + 1}: ${outcome}, the item changed`);
    if (outcome === 'caught_up') failures.push(`freeze ${freeze + 1}: the frozen run had ended before`);
  }
  failures.push(...(await world.wrongLake()));
  return { name: 'frozen processes', passed: `${FREEZES} processes`, failures };
}
