import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { verifyChain } from '#catalog/chain.ts';
import { landedObjects } from '#sandbox/lake/landed-object.ts';
import { exportPrefix, type LayoutName, LAYOUTS } from '#sandbox/lake/layout.ts';
import { recordTexts } from '#sandbox/lake/records.ts';
import {
  articlesExport,
  callsExport,
  fillHistory,
  legsExport,
  metricEventsExport,
  organizationsExport,
  ticketEventsExport,
  usersExport,
} from '#sandbox/zendesk/index.ts';
import { type Harness, startHarness } from '../support/e2e/harness.ts';

/** All resources, with the sideloads that they request by default. */
const RESOURCES: Readonly<Record<string, readonly string[]>> = {
  tickets: [],
  users: [],
  organizations: [],
  ticket_events: ['comment_events'],
  ticket_metric_events: [],
  calls: [],
  legs: [],
  articles: [],
};
const NAMES = Object.keys(RESOURCES);
const EVENT = { resources: NAMES, pageSize: 20, requestsPerMinute: 10_000 };
const TIMEOUT_MS = 120_000;
/** The process is killed before S3 stores each seventeenth object. */
const OBJECTS_PER_CRASH = 17;
const CRASHES = 5;
const MAX_RUNS = 20;
const MANY = { total: 10_000 };

/** Kills the process again and again. Returns the number of crashes so far. */
function crashWhileLanding({ aws, lambda }: Harness): () => number {
  let objects = 0;
  let crashes = 0;
  aws.s3.intercept(async () => {
    objects += 1;
    if (crashes === CRASHES || objects % OBJECTS_PER_CRASH !== 0) return undefined;
    crashes += 1;
    await lambda.kill();
    return { kind: 'reset' };
  });
  return () => crashes;
}

/** Invokes the function like the schedule until every export has caught up. */
async function drain(harness: Harness): Promise<void> {
  const open = new Set(NAMES);
  for (let run = 0; run < MAX_RUNS && open.size > 0; run += 1) {
    const invocation = await harness.invoke(EVENT, { timeoutMs: TIMEOUT_MS });
    if (invocation.ok) {
      const { exports } = invocation.result as { exports: { resource: string; outcome: string }[] };
      for (const { resource, outcome } of exports) if (outcome === 'caught_up') open.delete(resource);
    }
    // The leases of a killed run expire.
    harness.clock.advance(TIMEOUT_MS);
  }
  expect([...open]).toEqual([]);
}

/** Returns the records of an export that are missing in the lake, and the gaps of its chain. */
async function verify({ zendesk, aws, lakeDir }: Harness, layout: LayoutName, name: string) {
  const objects = await landedObjects(lakeDir, exportPrefix({ layout: LAYOUTS[layout], subdomain: 'acme' }, { name }));
  const landed = new Set<string>();
  for (const { path } of objects) {
    const text = gunzipSync(await readFile(path)).toString();
    for (const record of layout === 'page' ? recordTexts(text, name) : text.split('\n')) landed.add(record);
  }
  const expected = zendesk.expectedRecords(name, { include: RESOURCES[name] ?? [] });
  const item = (await aws.dynamodb.getItem(`acme/${name}`)) ?? {};
  return {
    isTrivial: expected.length <= 1,
    missing: expected.filter(({ text }) => !landed.has(text)).map(({ id }) => id),
    gaps: verifyChain(objects, item).gaps,
  };
}

it.each(['page', 'ndjson'] as const)('drains every resource of an account despite crashes (%s)', async (layout) => {
  const harness = await startHarness({
    layout,
    exports: [
      usersExport,
      organizationsExport,
      ticketEventsExport,
      metricEventsExport,
      callsExport,
      legsExport,
      articlesExport,
    ],
    otherRateLimits: { account: MANY, metricEvents: MANY, talk: MANY },
    rateLimit: { total: 10_000, windowSeconds: 60 },
  });
  fillHistory(harness.account, { tickets: 60, nowMs: harness.clock.now(), endsBefore: 86_400 });
  const crashes = crashWhileLanding(harness);
  await drain(harness);
  expect(crashes()).toBe(CRASHES);
  for (const name of NAMES) {
    expect({ name, ...(await verify(harness, layout, name)) }).toEqual({
      name,
      isTrivial: false,
      missing: [],
      gaps: [],
    });
  }
});
