import { toJson } from '#sandbox/zendesk/json.ts';
import { mapMembers } from '#sandbox/zendesk/members.ts';
import { createRng, type Rng } from '#sandbox/zendesk/rng.ts';
import { renderTicket } from '#sandbox/zendesk/tickets/ticket.ts';
import type { Prose } from './text.ts';

const SEED = 1;
const CREATED = 1_650_000_000;
/** A comment of Zendesk's, which a description is, and a custom field hold no more characters. */
const LONGEST = 65_535;
/** A text field that an account has made for itself. */
const NOTES_FIELD = 360_001_104_735;

/** What stands where a ticket's timestamp goes: ten digits, as it will have. */
export const TIMESTAMP = 'generated_timestamp":1000000000';

/**
 * One ticket as the simulator prints it, ids, sources and custom fields, with text of about that length in it: as its
 * description, and as a custom field, which Zendesk gives twice, in `custom_fields` and in `fields`.
 */
export function ticketText(id: number, characters: number, prose: Prose): string {
  const facts = {
    id,
    revision: 0,
    createdAt: CREATED,
    updatedAt: CREATED + id * 60,
    generatedTimestamp: 1_000_000_000,
    supportType: 'agent',
    state: 'open',
  } as const;
  const { head, tail } = renderTicket(facts, SEED, 'acme');
  const rng = createRng(SEED, id, 5);
  const description = toJson(prose(Math.min(LONGEST, share(rng, characters)), rng));
  const notes = toJson({ id: NOTES_FIELD, value: prose(Math.min(LONGEST, share(rng, characters)), rng) });
  return mapMembers(head + tail, (key, value) => {
    if (key === 'description') return description;
    return key === 'custom_fields' || key === 'fields' ? `[${notes},${value.slice(1)}` : value;
  });
}

/** A third of the characters, give or take: texts differ in length as those of people do. */
const share = (rng: Rng, characters: number): number => (characters / 3) * rng.lognormal(0.92, 0.4);
