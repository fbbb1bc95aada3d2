import { expect, test } from 'vitest';
import { expectedHistory } from '#sandbox/zendesk/index.ts';
import { expectedById } from '#test/support/sandbox/zendesk/derived-export.ts';
import { simulateLife } from '#test/support/sandbox/zendesk/ticket-life.ts';

const simulation = simulateLife();
const { account, clock } = simulation;
const { appliedSlas, values } = expectedHistory(account, { nowMs: clock.now() });
const records = [...expectedById(simulation, 'ticket_metric_events').values()].map((record) => Object(record));

const toSecond = (time: unknown): number => Date.parse(String(time)) / 1000;

test('the applied SLAs are those of the events', () => {
  const applied = records.filter(({ type }) => type === 'apply_sla' || type === 'apply_group_sla');
  expect(appliedSlas.map(toText).toSorted()).toEqual(applied.map(toRow).toSorted());
  expect(applied.length).toBeGreaterThan(300);
});

/** Returns the content of an event, without its own id, as one text. */
const toRow = (record: Record<string, unknown>): string => {
  const { target, business_hours: businessHours, policy } = Object(record['sla'] ?? record['group_sla']);
  const { ticket_id: ticket, metric, instance_id: instance, time, type } = record;
  return [ticket, metric, instance, toSecond(time), type, target, businessHours, policy.id, policy.title].join();
};

/** Returns the same of an expected SLA. */
const toText = (each: (typeof appliedSlas)[number]): string => {
  const { ticketId, metric, instance, appliedAt, type, minutes, businessHours, policy } = each;
  return [ticketId, metric, instance, appliedAt, type, minutes, businessHours, policy.id, policy.title].join();
};

test('a breach is an event that is not withdrawn, at most one for each measurement', () => {
  const breaches = records.filter(({ type, deleted }) => type === 'breach' && deleted === false);
  const breached = appliedSlas.filter(({ breachedAt }) => breachedAt !== undefined);
  const keys = breaches.map((each) => [each.ticket_id, each.metric, each.instance_id, toSecond(each.time)].join());
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys.toSorted()).toEqual(
    breached.map((each) => [each.ticketId, each.metric, each.instance, each.breachedAt].join()).toSorted(),
  );
  expect(breaches.length).toBeGreaterThan(100);
});

test('the policy in the ticket events is that of the metric events', () => {
  const named = values
    .filter(({ field }) => field === 'sla_policy')
    .map(({ ticketId, value }) => `${ticketId} ${value}`);
  const applied = appliedSlas
    .filter(({ type, ticketId }) => type === 'apply_sla' && account.current(ticketId).facts.supportType === 'agent')
    .map(({ ticketId, policy }) => `${ticketId} ${policy.title}`);
  expect(new Set(named)).toEqual(new Set(applied));
  expect(named.length).toBe(new Set(named).size);
});

test('a breach of the first reply is at the end of its target, and a reply before it prevents it', () => {
  const breached = appliedSlas.filter(
    ({ metric, instance, breachedAt }) => metric === 'reply_time' && instance === 1 && breachedAt !== undefined,
  );
  expect(breached.length).toBeGreaterThan(20);
  expect(breached.map(({ breachedAt }) => breachedAt)).toEqual(
    breached.map(({ appliedAt, minutes }) => appliedAt + minutes * 60),
  );
  const replies = breached.flatMap(
    ({ ticketId }) => Object(account.current(ticketId).metrics['reply_time_in_minutes']).calendar ?? [],
  );
  expect(Math.min(...replies)).toBeGreaterThanOrEqual(20);
});
