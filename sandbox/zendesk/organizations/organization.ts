import type { RecordFacts } from '../account/directory.ts';
import { toJson } from '../json.ts';
import { createRng } from '../rng.ts';
import { anyGroup, organizationName } from '../tickets/people.ts';
import { isoSecond } from '../time.ts';

/** The properties that determine one version of an organization. */
export type OrganizationFacts = RecordFacts & {
  /** Epoch seconds. Null unless deleted. */
  readonly deletedAt: number | null;
};

/** The tags of organizations. */
export const ORGANIZATION_TAGS = ['enterprise', 'trial', 'kündigung', 'reseller'];
const NOTES = ['', 'Billing by “Rechnung”', 'Contract until 2027\nsee C:\\contracts'];

/**
 * Renders one version of an organization. A pure function of the facts and the account's seed. A deleted one keeps its row
 * with `deleted_at` and a name that contains its id (recorded in https://github.com/estuary/connectors, `bruno/`).
 */
export function renderOrganization(facts: OrganizationFacts, seed: number, subdomain: string): string {
  const { id, deletedAt } = facts;
  const rng = createRng(seed, id, 24, facts.revision);
  const name = organizationName(id);
  return toJson({
    url: `https://${subdomain}.zendesk.com/api/v2/organizations/${id}.json`,
    id,
    name: deletedAt === null ? name : `${id}_deleted_${name}`,
    shared_tickets: false,
    shared_comments: false,
    external_id: rng.chance(0.3) ? `crm-${id % 999_983}` : null,
    created_at: isoSecond(facts.createdAt),
    updated_at: isoSecond(facts.updatedAt),
    deleted_at: deletedAt === null ? null : isoSecond(deletedAt),
    domain_names: rng.chance(0.5) ? [`customer${id % 9973}.example`] : [],
    details: '',
    notes: rng.pick(NOTES),
    group_id: rng.chance(0.2) ? anyGroup(rng) : null,
    tags: ORGANIZATION_TAGS.filter(() => rng.chance(0.15)),
    organization_fields: { plan: rng.pick(['basic', 'pro', null]), seats: rng.int(1, 900) },
    children_count: 0,
    ticket_restriction: null,
  });
}
