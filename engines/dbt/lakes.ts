import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { formatSnapshotKey } from '#common/snapshot-key.ts';
import { runSandbox } from '#sandbox/cli/run-sandbox.ts';
import type { Terminal } from '#sandbox/cli/terminal.ts';
import { LAYOUTS } from '#sandbox/lake/layout.ts';
import type { Lake } from '../core/session.ts';
import RECORDING from '../history-lakes/recorded.json' with { type: 'json' };
import { recordedLandings, writeLandings } from '../history-lakes/write.ts';

/** The exports that docs/dbt.md names. */
const RESOURCES =
  `tickets users organizations ticket_events ticket_metric_events groups brands ticket_forms sla_policies
  schedules holidays`.split(/\s+/);

/**
 * Exports a small simulated account by the sandbox, with Zendesk's own metrics.
 *
 * @throws Error if the export is not proved complete
 */
export async function exportSandbox(lake: string, tickets: number, terminal: Terminal): Promise<Lake> {
  const settings = { resources: RESOURCES, include: ['metric_sets'], tickets, seed: 5, speed: 10 } as const;
  const quiet: Terminal = { ...terminal, line: () => undefined };
  const isProven = await runSandbox({ ...settings, lake, layout: 'page', keepRunning: false }, quiet);
  if (!isProven) throw new Error('the export of the sandbox is not complete: npm start shows why');
  return { name: 'sandbox', layout: 'page', path: join(lake, LAYOUTS.page.prefix) };
}

const SECOND = 1_791_532_660;
const DAY = 24 * 60;

/** Monday to Friday from 06:00 to 22:00 UTC, with which the recording's business minutes were calculated. */
const SCHEDULE = {
  id: 1,
  name: 'Weekdays',
  time_zone: 'UTC',
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
  intervals: [1, 2, 3, 4, 5].map((day) => ({ start_time: day * DAY + 6 * 60, end_time: day * DAY + 22 * 60 })),
};

/** Minutes until the first reply to each ticket, which were calculated from the recording by hand. */
export const RECORDED_REPLIES: Readonly<Record<string, Readonly<Record<string, number | null>>>> = {
  first_reply_time_calendar_minutes: RECORDING.expected.first_reply_minutes,
  first_reply_time_business_minutes: RECORDING.expected.first_reply_business_minutes_mon_fri_06_22_utc,
};

/** Writes the recorded facts, with the users that they name. The assignees are agents. */
export async function writeRecordedLake(folder: string): Promise<Lake> {
  await rm(folder, { recursive: true, force: true });
  const landings = recordedLandings();
  const page = landings[0]?.page;
  if (page === undefined) throw new RangeError('the recording is empty');
  const agents = new Set(RECORDING.tickets.map(({ assignee_id: id }) => id));
  const ids = new Set([...agents, ...RECORDING.tickets.map(({ requester_id: id }) => id)]);
  const users = [...ids].map((id) => ({
    id,
    name: `User ${id}`,
    role: agents.has(id) ? 'agent' : 'end-user',
    active: true,
    updated_at: '2026-10-08T21:00:00Z',
  }));
  await writeLandings(folder, 'page', [...landings, { dataset: 'users', page, records: users }]);
  await writeSchedule(folder, page.subdomain);
  return { name: 'recorded', layout: 'page', path: folder };
}

async function writeSchedule(folder: string, subdomain: string): Promise<void> {
  const body = JSON.stringify({ schedules: [SCHEDULE] });
  const digest = createHash('sha256').update(body).digest('hex');
  const name = {
    prefix: 'lake',
    dataset: 'schedules',
    subdomain,
    snapshot: SECOND,
    page: 1,
    isLast: true,
    isGzip: true,
  };
  const path = join(folder, formatSnapshotKey({ ...name, digest }).slice('lake/'.length));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, gzipSync(body));
}
