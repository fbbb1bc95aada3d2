import { toJson } from '../json.ts';
import { metricSet } from '../tickets/metric-set.ts';
import {
  ticketReferences,
  type RenderedTicket,
  type RenderTicket,
  type TicketFacts,
  type TicketReferences,
} from '../tickets/ticket.ts';
import { secondOf } from '../time.ts';

/** What the text of all tickets of an account depends on besides their own facts. */
export type AccountIdentity = { readonly seed: number; readonly subdomain: string; readonly render: RenderTicket };

/**
 * One version of a ticket, and when the export shows it. Thousands are made at once, few are read: the text is
 * printed when first asked for, and kept, so that a version is the same bytes in every answer.
 */
export class TicketVersion {
  readonly facts: TicketFacts;
  /** Epoch milliseconds from which the export knows this version; later than its own second if it shows late. */
  readonly visibleFrom: number;
  /** Epoch milliseconds from which the export knows a newer one instead. */
  supersededFrom = Number.POSITIVE_INFINITY;

  readonly #identity: AccountIdentity;
  #rendered: RenderedTicket | undefined;

  constructor(facts: TicketFacts, visibleFrom: number, identity: AccountIdentity) {
    this.facts = facts;
    this.visibleFrom = visibleFrom;
    this.#identity = identity;
  }

  /** The exact JSON text of the ticket, as in a page without sideloads that touch it. */
  get text(): string {
    const { head, tail } = this.#parts();
    return head + tail;
  }

  /** The same with its `metric_set` embedded between `brand_id` and `allow_channelback`. */
  get textWithMetricSet(): string {
    const { head, tail } = this.#parts();
    return `${head},"metric_set":${this.metricSetText}${tail}`;
  }

  get metricSetText(): string {
    return toJson(metricSet(this.facts, this.#identity.seed, this.#identity.subdomain));
  }

  get references(): TicketReferences {
    return ticketReferences(this.facts, this.#identity.seed);
  }

  #parts(): RenderedTicket {
    const { render, seed, subdomain } = this.#identity;
    this.#rendered ??= render(this.facts, seed, subdomain);
    return this.#rendered;
  }
}

/** The export's order: by `generated_timestamp`, equals by ticket id (probes in https://github.com/estuary/connectors). */
export function compareVersions(one: TicketVersion, other: TicketVersion): number {
  return one.facts.generatedTimestamp - other.facts.generatedTimestamp || one.facts.id - other.facts.id;
}

/**
 * Whether an export asked at `nowMs` shows this version.
 *
 * Since 2024-10-28 what changed in the minute before the request is left out
 * (https://support.zendesk.com/hc/en-us/articles/8143500919322). A ticket has one current state, so one that has
 * just changed is missing altogether until the minute is over. Some records show later still, seconds to minutes
 * after their own timestamp (https://github.com/estuary/connectors/pull/5209): until then the export goes on
 * showing the version before, as an index that lags behind does.
 */
export function isVisible(version: TicketVersion, nowMs: number, holdBackSeconds: number): boolean {
  return (
    version.visibleFrom <= nowMs &&
    nowMs < version.supersededFrom &&
    version.facts.generatedTimestamp < secondOf(nowMs) - holdBackSeconds
  );
}
