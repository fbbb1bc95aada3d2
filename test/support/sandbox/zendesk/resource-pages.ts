import { z } from 'zod';
import {
  type AccountOptions,
  createAccount,
  organizationsExport,
  ticketEventsExport,
  usersExport,
} from '#sandbox/zendesk/index.ts';
import { createManualClock } from './manual-clock.ts';
import { parseObject } from './parsed.ts';
import { simulate, type Simulation } from './simulation.ts';

const OBJECT = z.record(z.string(), z.unknown());
const PAGE = z.looseObject({
  count: z.int(),
  end_of_stream: z.boolean(),
  next_page: z.string().nullable(),
  end_time: z.int().nullable(),
});

/** A page of any export. */
export type ResourcePage = z.infer<typeof PAGE>;

/** Creates a simulated Zendesk with tickets, users, organizations and ticket events, without a rate limit. */
export function simulateAccount(options: Partial<AccountOptions> = {}): Simulation {
  const clock = createManualClock();
  const exports = [usersExport, organizationsExport, ticketEventsExport];
  const account = createAccount({ clock, exports, ...options });
  return simulate({ clock, account, rateLimit: { total: 1_000_000 } });
}

/** Requests a page: `users?start_time=0`. */
export const requestPage = ({ send }: Simulation, path: string): ResourcePage =>
  PAGE.parse(JSON.parse(send(path).body));

/** Returns the members of a page in order. */
export const listMembers = ({ send }: Simulation, path: string): string[] => Object.keys(parseObject(send(path).body));

/** Returns the records of a page or a sideload. */
export const listRecords = (page: ResourcePage, name: string): Record<string, unknown>[] =>
  z.array(OBJECT).parse(page[name]);

/** Returns all records of an export once, page by page. A page repeats the last second of the one before it. */
export function drain(simulation: Simulation, resource: string, query = ''): Record<string, unknown>[] {
  const records = new Map<unknown, Record<string, unknown>>();
  let start = 0;
  for (;;) {
    const page = requestPage(simulation, `${resource}?start_time=${start}${query}`);
    for (const record of listRecords(page, resource)) records.set(record['id'], record);
    if (page.end_of_stream || page.end_time === null) return [...records.values()];
    start = page.end_time;
  }
}
