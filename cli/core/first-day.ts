import type { Resource } from '#functions/export/core/resource.ts';
import type { Probe } from './probe.ts';

/** The first day of an account's data. Unknown if a resource gave no answer, because its data may be older. */
export type FirstDay =
  /** `refused`: the resources that the account lacks, which have no data. */
  | { readonly kind: 'known'; readonly day: string; readonly refused: readonly string[] }
  | { readonly kind: 'unknown'; readonly unanswered: readonly string[] };

/** The answer to the request for the first page of a resource. */
export type FirstPage = { readonly target: { readonly resource: Resource }; readonly probe: Probe };

/**
 * Finds the UTC day of an account's oldest record. A resource without records begins today. Lists are not dated by their
 * records. A resource that the account refuses has no records that it could export.
 *
 * @param now - epoch milliseconds
 */
export function findFirstDay(pages: readonly FirstPage[], now: number): FirstDay {
  const dated = pages.filter(({ target }) => target.resource.kind === 'incremental');
  const {
    refused = [],
    answered = [],
    unanswered = [],
  } = Object.groupBy(dated, ({ probe: { kind } }) =>
    kind === 'refused' ? 'refused' : kind === 'ok' ? 'answered' : 'unanswered',
  );
  const missing = answered.length === 0 ? [...refused, ...unanswered] : unanswered;
  if (missing.length > 0) return { kind: 'unknown', unanswered: missing.map(nameOf) };
  const times = answered.flatMap(({ probe }) => (probe.kind === 'ok' ? (probe.oldestTime ?? []) : []));
  const oldest = Math.min(now, ...times.map((seconds) => seconds * 1000));
  return { kind: 'known', day: new Date(oldest).toISOString().slice(0, 10), refused: refused.map(nameOf) };
}

const nameOf = ({ target }: FirstPage): string => target.resource.name;
