import { toJson } from '../json.ts';
import { groupRecord, organizationRecord, userRecord } from '../tickets/people.ts';
import type { TicketVersion } from '../account/version.ts';
import type { ExportRules } from './request.ts';

const present = (id: number | null): id is number => id !== null;
const distinct = (ids: readonly number[]): number[] => [...new Set(ids)];

type Sideload = (
  versions: readonly TicketVersion[],
  subdomain: string,
  rules: Pick<ExportRules, 'repeatUsers'>,
) => readonly string[];

/** Per name that `include` knows: the JSON texts of the records that a page refers to, each once unless the rules say otherwise. */
const SIDELOADS = new Map<string, Sideload>(
  Object.entries({
    users: (versions, subdomain, { repeatUsers }) => {
      const mentioned = versions.flatMap(({ references }) => references.users);
      return (repeatUsers ? mentioned : distinct(mentioned)).map((id) => toJson(userRecord(id, subdomain)));
    },
    groups: (versions, subdomain) =>
      distinct(versions.map(({ references }) => references.group).filter(present)).map((id) =>
        toJson(groupRecord(id, subdomain)),
      ),
    organizations: (versions, subdomain) =>
      distinct(versions.map(({ references }) => references.organization).filter(present)).map((id) =>
        toJson(organizationRecord(id, subdomain)),
      ),
    metric_sets: (versions) => versions.map(({ metricSetText }) => metricSetText),
  }),
);

/** A member of a JSON object: its key, and its value as JSON text. */
export type Member = readonly [key: string, text: string];

/**
 * The page's `tickets`, which carry their `metric_set` themselves where that is included.
 */
export function ticketsMember(versions: readonly TicketVersion[], include: readonly string[]): Member {
  const embed = include.includes('metric_sets');
  return ['tickets', jsonArray(versions.map((version) => (embed ? version.textWithMetricSet : version.text)))];
}

/**
 * The sideloaded arrays (https://developer.zendesk.com/documentation/ticketing/using-the-zendesk-api/side_loading/).
 * They are there on an empty page too. Unknown names are ignored, which no source confirms.
 */
export function sideloadMembers(
  versions: readonly TicketVersion[],
  include: readonly string[],
  subdomain: string,
  rules: Pick<ExportRules, 'repeatUsers'>,
): readonly Member[] {
  return include.flatMap((name) => {
    const load = SIDELOADS.get(name);
    return load ? [[name, jsonArray(load(versions, subdomain, rules))] as const] : [];
  });
}

/** An object in which the members come in this order, as one compact line. */
export function jsonObject(members: readonly Member[]): string {
  return `{${members.map(([key, text]) => `"${key}":${text}`).join(',')}}`;
}

function jsonArray(texts: readonly string[]): string {
  return `[${texts.join(',')}]`;
}
