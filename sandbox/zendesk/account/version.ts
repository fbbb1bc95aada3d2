import type { ExportQuery } from '../export/query.ts';
import type { Row } from '../export/table.ts';
import { toJson } from '../json.ts';
import { metricSet } from '../tickets/metric-set.ts';
import type { TicketStep } from '../tickets/ticket-times.ts';
import { EMBEDDED_SIDELOADS, type RelatedTexts, TICKET_SIDELOADS } from '../tickets/sideloads.ts';
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
export type AccountIdentity = RelatedTexts & {
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
  /** This version with the changes before it. */
  readonly step: TicketStep;
  readonly tie: number;
  readonly visibleFrom: number;
  supersededFrom = Number.POSITIVE_INFINITY;

  readonly #identity: AccountIdentity;
  #rendered: RenderedTicket | undefined;

  constructor(step: TicketStep, visibleFrom: number, identity: AccountIdentity) {
    this.step = step;
    this.tie = identity.tieOrder(step.facts.id);
    this.visibleFrom = visibleFrom;
    this.#identity = identity;
  }

  get facts(): TicketFacts {
    return this.step.facts;
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

  /** The text with its `metric_set` embedded. */
  get textWithMetricSet(): string {
    return this.render(['metric_sets']);
  }

  get metricSetText(): string {
    return toJson(this.metrics);
  }

  get metrics(): Readonly<Record<string, unknown>> {
    return metricSet(this.step, this.#identity.seed, this.#identity.subdomain);
  }

  /** The ticket's members, regardless of the account's `render`. */
  get members(): TicketMembers['head'] & TicketMembers['tail'] {
    const { head, tail } = ticketMembers(this.facts, this.#identity.seed, this.#identity.subdomain);
    return { ...head, ...tail };
  }

  get references(): TicketReferences {
    return ticketReferences(this.facts, this.#identity.seed);
  }

  /** Embedded sideloads are between `brand_id` and `allow_channelback`, as on recorded pages. */
  render(include: readonly string[]): string {
    const { head, tail } = this.#parts();
    const embedded = include.map((name) => {
      const sideload = EMBEDDED_SIDELOADS.get(name);
      return sideload ? `,"${sideload.key}":${sideload.text(this, this.#identity)}` : '';
    });
    return head + embedded.join('') + tail;
  }

  related(sideload: string): readonly string[] {
    return TICKET_SIDELOADS.get(sideload)?.(this, this.#identity) ?? [];
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
