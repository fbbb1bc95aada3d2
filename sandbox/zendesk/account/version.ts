import type { ExportQuery } from '../export/query.ts';
import type { Row } from '../export/table.ts';
import { toJson } from '../json.ts';
import { metricSet } from '../tickets/metric-set.ts';
import { TICKET_SIDELOADS } from '../tickets/sideloads.ts';
import {
  ticketMembers,
  ticketReferences,
  type RenderedTicket,
  type RenderTicket,
  type TicketFacts,
  type TicketMembers,
  type TicketReferences,
} from '../tickets/ticket.ts';

/** Settings shared by all tickets of an account. */
export type AccountIdentity = {
  readonly seed: number;
  readonly subdomain: string;
  readonly render: RenderTicket;
  /** Order of tickets with the same second on time-based pages. */
  readonly tieOrder: (id: number) => number;
};

/**
 * One version of a ticket. Many versions are created but few are read, so the text is rendered on first use. It is
 * cached, so that a version has the same bytes in every response.
 */
export class TicketVersion implements Row {
  readonly facts: TicketFacts;
  readonly tie: number;
  readonly visibleFrom: number;
  supersededFrom = Number.POSITIVE_INFINITY;

  readonly #identity: AccountIdentity;
  #rendered: RenderedTicket | undefined;

  constructor(facts: TicketFacts, visibleFrom: number, identity: AccountIdentity) {
    this.facts = facts;
    this.tie = identity.tieOrder(facts.id);
    this.visibleFrom = visibleFrom;
    this.#identity = identity;
  }

  get id(): number {
    return this.facts.id;
  }

  get second(): number {
    return this.facts.generatedTimestamp;
  }

  /** The ticket's exact JSON text on a page without embedded sideloads. */
  get text(): string {
    const { head, tail } = this.#parts();
    return head + tail;
  }

  /** The text with its `metric_set` embedded between `brand_id` and `allow_channelback`. */
  get textWithMetricSet(): string {
    const { head, tail } = this.#parts();
    return `${head},"metric_set":${this.metricSetText}${tail}`;
  }

  get metricSetText(): string {
    return toJson(metricSet(this.facts, this.#identity.seed, this.#identity.subdomain));
  }

  /** The ticket's members, regardless of the account's `render`. */
  get members(): TicketMembers['head'] & TicketMembers['tail'] {
    const { head, tail } = ticketMembers(this.facts, this.#identity.seed, this.#identity.subdomain);
    return { ...head, ...tail };
  }

  get references(): TicketReferences {
    return ticketReferences(this.facts, this.#identity.seed);
  }

  render(include: readonly string[]): string {
    return include.includes('metric_sets') ? this.textWithMetricSet : this.text;
  }

  related(sideload: string): readonly string[] {
    return TICKET_SIDELOADS.get(sideload)?.(this, this.#identity.subdomain) ?? [];
  }

  /** Tickets of AI agents are hidden by default. Deleted tickets are shown by default. */
  isWanted({ supportTypeScope, excludeDeleted }: ExportQuery): boolean {
    const { supportType, state } = this.facts;
    const isInScope = supportTypeScope === 'all' || supportType === supportTypeScope;
    return isInScope && !(excludeDeleted && (state === 'deleted' || state === 'scrubbed'));
  }

  #parts(): RenderedTicket {
    const { render, seed, subdomain } = this.#identity;
    this.#rendered ??= render(this.facts, seed, subdomain);
    return this.#rendered;
  }
}
