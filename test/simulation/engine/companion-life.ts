import { type AccountEvent, FIRST_RUN_MS, type Scenario } from '../scenario.ts';
import { CONTENT_MARKER } from './lean-ticket.ts';
import type { Companion } from './simulated-export.ts';

/** Seconds by which the records of a companion are older than the tickets of their group. */
const APART_SECONDS = 3;

/** Creates the companions' records that exist when the first run begins: as many as there are tickets. */
export function createCompanionPast(
  companions: readonly Companion[],
  { past, setup }: Scenario,
  lateness: number,
): void {
  const now = Math.floor((FIRST_RUN_MS + setup.skewMs) / 1000);
  for (const [index, companion] of companions.entries()) {
    for (const { secondsAgo, tickets, late } of past) {
      const second = now - secondsAgo - APART_SECONDS * (index + 1);
      for (let i = 1; i <= tickets; i += 1) {
        const lateSeconds = i % 2 === 0 ? Math.round(late * lateness) : 0;
        putRecord(companion, (companion.count += 1), second, lateSeconds);
      }
    }
  }
}

/** Creates or changes a record of a companion at the given second of Zendesk's clock. */
export function addRecord(
  companion: Companion,
  { kind, which, late }: AccountEvent,
  second: number,
  lateness: number,
): void {
  const isNew = kind === 'create' || companion.count === 0;
  if (isNew) companion.count += 1;
  const id = isNew ? companion.count : 1 + Math.floor(which * companion.count);
  // Two versions with the same id and second differ only in their bytes.
  if (kind === 'twice') putRecord(companion, id, second, 0);
  putRecord(companion, id, second, Math.round(late * lateness));
}

/** Puts a version of a record. Its text looks like the envelope of a page, and no log may contain it. */
function putRecord(companion: Companion, id: number, second: number, lateSeconds: number): void {
  companion.versions += 1;
  const fields = { text: `${CONTENT_MARKER} "}],"end_time":1`, version: companion.versions };
  companion.table.put({ id, second, visibleFrom: (second + lateSeconds) * 1000, fields });
}
