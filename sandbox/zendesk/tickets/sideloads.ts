import { toJson } from '../json.ts';
import { groupRecord, organizationRecord, userRecord } from './people.ts';
import type { TicketReferences } from './ticket.ts';

/** What a ticket's sideloads are made of. */
type Referring = { readonly references: TicketReferences; readonly metricSetText: string };

/** The JSON texts of the records that a ticket refers to. */
type Sideload = (ticket: Referring, subdomain: string) => readonly string[];

const texts =
  (record: (id: number, subdomain: string) => object, subdomain: string) =>
  (id: number): string =>
    toJson(record(id, subdomain));

const one = (id: number | null): readonly number[] => (id === null ? [] : [id]);

/** By the names that `include` knows. */
export const TICKET_SIDELOADS: ReadonlyMap<string, Sideload> = new Map<string, Sideload>([
  ['users', ({ references }, subdomain) => references.users.map(texts(userRecord, subdomain))],
  ['groups', ({ references }, subdomain) => one(references.group).map(texts(groupRecord, subdomain))],
  [
    'organizations',
    ({ references }, subdomain) => one(references.organization).map(texts(organizationRecord, subdomain)),
  ],
  ['metric_sets', ({ metricSetText }) => [metricSetText]],
]);
