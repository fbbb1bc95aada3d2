import { expect } from 'vitest';
import { INCREMENTAL_RESOURCES } from '#functions/export/core/resources.ts';
import { fillPeople } from '#sandbox/zendesk/account/people-changes.ts';
import { fillHistory, fillLists } from '#sandbox/zendesk/index.ts';
import { ALL_EXPORTS } from '../all-exports.ts';
import type { Harness, HarnessOptions } from './harness.ts';
import { expectListsComplete, LIST_NAMES } from './lists.ts';

const UNLIMITED = { total: 10_000, windowSeconds: 60 };

/** An account with all exports and lists, and rate limits that no test reaches. */
export const ALL_RESOURCES: HarnessOptions = {
  // Slow enough that no request times out on a busy machine.
  speed: 2,
  exports: ALL_EXPORTS,
  rateLimit: UNLIMITED,
  otherRateLimits: { account: UNLIMITED, metricEvents: UNLIMITED, talk: UNLIMITED },
  start: Date.parse('2026-03-04T05:06:07Z'),
};

/** Exports all incremental resources on several pages, where a resource has a page size. */
export const EXPORT_INCREMENTAL = {
  resources: [
    { name: 'tickets', pageSize: 25, include: ['users', 'metric_sets'] },
    { name: 'users', pageSize: 400 },
    { name: 'organizations', pageSize: 30 },
    { name: 'ticket_events', pageSize: 80 },
    { name: 'ticket_metric_events', pageSize: 100 },
    'calls',
    'legs',
    'articles',
  ],
  supportTypeScope: 'all',
};

/** The same with all lists. */
export const EXPORT_ALL = { ...EXPORT_INCREMENTAL, resources: [...EXPORT_INCREMENTAL.resources, ...LIST_NAMES] };

/** Creates a history that ended a month ago, so that every version of a record is visible. A bulk update pins a second. */
export function fillAll({ account, clock }: Harness): void {
  const history = { nowMs: clock.now(), endsBefore: 30 * 86_400 };
  fillHistory(account, { ...history, tickets: 80, pinned: { tickets: 35 }, moderatedShare: 0.1, aftermathShare: 0.2 });
  fillPeople(account, history);
  fillLists(account, history);
}

const INCLUDE: Readonly<Record<string, readonly string[]>> = {
  tickets: ['metric_sets'],
  ticket_events: ['comment_events'],
};

/** Asserts that every record of the incremental resources has landed in its latest version, without a gap in any chain. */
export async function expectIncrementalComplete(harness: Harness): Promise<void> {
  for (const name of Object.keys(INCREMENTAL_RESOURCES)) {
    await harness.expectComplete(name, { include: INCLUDE[name] ?? [] });
    expect({ name, hasLanded: (await harness.objects(name)).length > 0 }).toEqual({ name, hasLanded: true });
  }
}

/** Asserts the same, and that every list has landed completely. */
export async function expectAllComplete(harness: Harness): Promise<void> {
  await expectIncrementalComplete(harness);
  await expectListsComplete(harness);
}
