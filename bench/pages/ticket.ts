import { toJson } from '#sandbox/zendesk/json.ts';
import { mapMembers } from '#sandbox/zendesk/members.ts';
import { createRng, type Rng } from '#sandbox/zendesk/rng.ts';
import { renderTicket } from '#sandbox/zendesk/tickets/ticket.ts';
import type { Prose } from './text.ts';

const SEED = 1;
const CREATED = 1_650_000_000;
/** Zendesk's maximum number of characters in a comment (such as the description) and in a custom field. */
const MAX_CHARACTERS = 65_535;
/** The id of a custom text field. */
const NOTES_FIELD = 360_001_104_735;

/**
 * Renders one ticket like the simulator, with ids, sources and custom fields. About this many characters of text are in its
 * description and in a custom field, which Zendesk returns twice: in `custom_fields` and in `fields`.
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
  const description = toJson(prose(Math.min(MAX_CHARACTERS, share(rng, characters)), rng));
  const notes = toJson({ id: NOTES_FIELD, value: prose(Math.min(MAX_CHARACTERS, share(rng, characters)), rng) });
  return mapMembers(head + tail, (key, value) => {
    if (key === 'description') return description;
    return key === 'custom_fields' || key === 'fields' ? `[${notes},${value.slice(1)}` : value;
  });
}

/** The same ticket in an account without custom fields: about 1 kB. */
export const withoutCustomFields = (ticket: string): string =>
  mapMembers(ticket, (key, value) => (key === 'custom_fields' || key === 'fields' ? '[]' : value));

/** About a third of the characters. The length varies as in real tickets. */
const share = (rng: Rng, characters: number): number => (characters / 3) * rng.lognormal(0.92, 0.4);
