import { toJson } from '../json.ts';
import { groupRecord, organizationRecord, userRecord } from './people.ts';
import type { TicketReferences } from './ticket.ts';

/** The data that a ticket's sideloads need. */
type Referring = { readonly references: TicketReferences; readonly metricSetText: string };

/** Returns the JSON texts of a ticket's related records. */
type Sideload = (ticket: Referring, subdomain: string) => readonly string[];

const toTexts =
  (record: (id: number, subdomain: string) => object, subdomain: string) =>
  (id: number): string =>
    toJson(record(id, subdomain));

const toList = (id: number | null): readonly number[] => (id === null ? [] : [id]);

/** The sideloads by their name in `include`. */
export const TICKET_SIDELOADS: ReadonlyMap<string, Sideload> = new Map<string, Sideload>([
  ['users', ({ references }, subdomain) => references.users.map(toTexts(userRecord, subdomain))],
  ['groups', ({ references }, subdomain) => toList(references.group).map(toTexts(groupRecord, subdomain))],
  [
    'organizations',
    ({ references }, subdomain) => toList(references.organization).map(toTexts(organizationRecord, subdomain)),
  ],
  ['metric_sets', ({ metricSetText }) => [metricSetText]],
]);
