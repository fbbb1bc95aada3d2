import type { OrganizationFacts } from '../organizations/organization.ts';
import { createRng } from '../rng.ts';
import { OPENED, organizationName, POPULATION, userId, userName } from '../tickets/people.ts';
import { isoSecond } from '../time.ts';
import type { Journal, JournalEntry } from './journal.ts';
import { ListRow } from './row.ts';
import { createRowHistory, endOf, type RowHistory } from './row-history.ts';

/** Seconds between two logins that the log shows. */
const LOGIN_INTERVAL = 3 * 86_400;
const FIRST_LOGIN = 38_110_000_000_015;
const FIRST_CHANGE = 38_140_000_000_015;
const FIRST_DELETION = 38_150_000_000_015;
/** Ids are not consecutive. The step can be any number. */
const STEP = 32;

const ACTION_LABELS = { create: 'Created', update: 'Updated', destroy: 'Deleted', login: 'Signed in' } as const;

/** The account of an audit log. */
type AuditedAccount = {
  readonly seed: number;
  readonly subdomain: string;
  readonly journal: Journal;
  /** Returns the versions of all organizations, in the order of the operations. */
  readonly organizations: () => readonly OrganizationFacts[];
};

/** A log entry without its id. */
type Entry = Omit<JournalEntry, 'action'> & { readonly action: keyof typeof ACTION_LABELS; readonly actor: number };

/**
 * Creates the audit log: changes of the account's lists, deletions of organizations (recorded in estuary/connectors,
 * `bruno/Audit Logs`) and logins. Entries never change. Recorded members and order (airbytehq/airbyte).
 */
export function createAuditLogs(account: AuditedAccount): Pick<RowHistory, 'at'> {
  const { seed, subdomain, journal, organizations } = account;
  const history = createRowHistory();
  const deleted = new Set<number>();
  let [logins, changesRead, organizationsRead] = [0, 0, 0];

  const put = (id: number, { second, visibleFrom, action, actor, ...entry }: Entry): void => {
    const members = {
      url: `https://${subdomain}.zendesk.com/api/v2/audit_logs/${id}.json`,
      id,
      action_label: ACTION_LABELS[action],
      actor_id: actor,
      source_id: entry.sourceId,
      source_type: entry.sourceType,
      source_label: entry.sourceLabel,
      action,
      change_description: entry.description,
      ip_address: `203.0.113.${actor % 250}`,
      created_at: isoSecond(second),
      actor_name: userName(actor),
    };
    history.put(new ListRow(id, members), visibleFrom);
  };
  const readLogins = (nowMs: number): void => {
    for (; (OPENED + logins * LOGIN_INTERVAL) * 1000 <= nowMs; logins += 1) {
      const rng = createRng(seed, 56, logins);
      const actor = userId(rng.int(0, POPULATION.agents - 1));
      const source = { sourceType: 'user', sourceId: actor, sourceLabel: `Team member: ${userName(actor)}` };
      const second = OPENED + logins * LOGIN_INTERVAL + rng.int(0, LOGIN_INTERVAL - 1);
      const time = { second, visibleFrom: second * 1000 };
      put(FIRST_LOGIN + STEP * logins, { ...time, action: 'login', actor, description: '', ...source });
    }
  };
  const readDeletions = (): void => {
    const all = organizations();
    for (const [index, { id, deletedAt }] of all.entries()) {
      if (index < organizationsRead || deletedAt === null || deleted.has(id)) continue;
      deleted.add(id);
      const source = {
        sourceType: 'organization',
        sourceId: id,
        sourceLabel: `Organization: ${organizationName(id)}`,
        description: '',
      };
      const time = { second: deletedAt, visibleFrom: endOf(deletedAt) };
      put(FIRST_DELETION + STEP * index, { ...time, action: 'destroy', actor: userId(0), ...source });
    }
    organizationsRead = all.length;
  };

  return {
    at: (nowMs) => {
      readLogins(nowMs);
      readDeletions();
      for (; changesRead < journal.length; changesRead += 1) {
        const change = journal[changesRead];
        if (change) put(FIRST_CHANGE + STEP * changesRead, { ...change, actor: userId(0) });
      }
      return history.at(nowMs);
    },
  };
}
