import type { ZendeskAccount } from '#sandbox/zendesk/index.ts';
import { type AccountEvent, FIRST_RUN_MS, type Scenario, type Setup } from '../scenario.ts';
import type { ExpectedRecord } from '../trace.ts';

/** The maximum number of seconds between a record's timestamp and its appearance. */
export function greatestLateness({ setup, runs, calm }: Scenario): number {
  const settleSeconds = Math.min(calm.settleSeconds, ...runs.map((run) => run.settleSeconds));
  return Math.max(0, Math.floor(setup.lateness * (settleSeconds - 1)));
}

/** Creates the tickets that exist when the first run begins. */
export function createPast(account: ZendeskAccount, { past, setup }: Scenario, lateness: number): void {
  const now = Math.floor((FIRST_RUN_MS + setup.skewMs) / 1000);
  for (const { secondsAgo, tickets, ai, late } of past) {
    const second = now - secondsAgo;
    for (let i = 1; i <= tickets; i += 1) {
      const visibleFrom = (second + (i % 2 === 0 ? Math.round(late * lateness) : 0)) * 1000;
      account.create({ second, supportType: ai ? 'ai_agent' : 'agent', visibleFrom });
    }
  }
}

/**
 * Applies one event at the given second of Zendesk's clock. If there are no tickets yet, it creates one.
 * @throws Error if the event does not concern the account
 */
export function applyEvent(account: ZendeskAccount, event: AccountEvent, second: number, lateness: number): void {
  const lateSeconds = Math.round(event.late * lateness);
  const change = { second, ...(lateSeconds > 0 && { visibleFrom: (second + lateSeconds) * 1000 }) };
  const id = 1 + Math.floor(event.which * account.size);
  const kind = account.size === 0 ? 'create' : event.kind;
  switch (kind) {
    case 'create':
      account.create({ ...change, supportType: event.which > 0.8 ? 'ai_agent' : 'agent' });
      return;
    case 'update':
      account.update(id, change);
      return;
    case 'twice':
      // Two versions with the same id and second differ only in their bytes.
      account.update(id, { second });
      account.update(id, change);
      return;
    case 'system':
      account.systemUpdate(id, change);
      return;
    case 'delete':
    case 'scrub':
      account.delete(id, { ...change, permanently: kind === 'scrub' });
      return;
    case 'bulk':
      account.bulkUpdate(
        Array.from({ length: id }, (_, index) => index + 1),
        second,
        change.visibleFrom,
      );
      return;
    case 'rotate':
    case 'rewind':
      throw new Error(`The event ${kind} does not concern the account.`);
  }
}

/** The tickets of a complete export with the scenario's options. */
export function expectedTickets(account: ZendeskAccount, { supportTypeScope, include }: Setup): ExpectedRecord[] {
  const scope = supportTypeScope ?? 'agent';
  return account
    .latestRecords()
    .filter(({ supportType }) => scope === 'all' || scope === supportType)
    .map(({ id, generatedTimestamp: second, text }) => ({
      id,
      second,
      text: include.includes('metric_sets') ? account.current(id).textWithMetricSet : text,
    }));
}
