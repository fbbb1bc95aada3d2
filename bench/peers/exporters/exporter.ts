import type { Figures } from '../../child/messages.ts';
import type { World } from '../world.ts';

/** An exporter that is compared, zendesk-lake included. */
export type Peer = {
  readonly name: string;
  readonly version: string;
  /** How its runs continue after those before. */
  readonly resumesFrom: string;
  /**
   * Prepares an exporter without a state.
   *
   * @param folder - empty, for its files
   */
  open(world: World, folder: string): Promise<Exporter>;
};

/** One exporter with its state. */
export type Exporter = AsyncDisposable & {
  /** Runs it once, from where the last run ended. An aborted signal kills it. */
  run(signal?: AbortSignal): Promise<RunEnd>;
  /** Every record that it has delivered so far, in order. */
  copies(): Promise<readonly Copy[]>;
};

/** How a run ended. */
export type RunEnd = {
  readonly outcome: 'completed' | 'failed' | 'killed';
  /** Of a failed run: the exporter's own error, on one line. */
  readonly error?: string;
  /** Of its process, the start included. Undefined if it was killed. */
  readonly usage?: Figures;
};

/** A delivered record, reduced to the fields that identify its version. */
export type Copy = {
  readonly id: number;
  /** `generated_timestamp`. */
  readonly second: number;
  /** The fields that no exporter changes. Two versions can have the same second. */
  readonly content: string;
};

/** Reduces a ticket. Some exporters write times with fractions of a second. */
export function toCopy(ticket: Readonly<Record<string, unknown>>): Copy {
  const { id, generated_timestamp, updated_at, status, priority, subject, assignee_id, group_id, tags } = ticket;
  const seconds = Math.floor(Date.parse(String(updated_at)) / 1000);
  return {
    id: Number(id),
    second: Number(generated_timestamp),
    content: JSON.stringify([seconds, status, priority, subject, assignee_id, group_id, tags]),
  };
}
