import { gzipSync } from 'node:zlib';
import type { Answer } from '#sandbox/zendesk/answer.ts';
import { deliveryFault, type Fault, isCompressed } from '#sandbox/zendesk/fault.ts';

/** What a client sees of an answer. Times are milliseconds from when the answer was ready. */
export type Seen =
  | {
      readonly kind: 'answer';
      readonly status: number;
      /** Names in lower case. */
      readonly headers: Readonly<Record<string, string>>;
      /** As it came: compressed where the headers say so, and perhaps cut short. */
      readonly body: Buffer;
      readonly headersAfterMs: number;
      readonly bodyAfterMs: number;
    }
  | { readonly kind: 'reset'; readonly code: string; readonly afterMs: number }
  /** Nothing ever, or nothing more: the client has to give up by itself. */
  | { readonly kind: 'hang' };

export type Wire = {
  /** The client accepts gzip. Without it a page costs next to nothing. */
  readonly compressed: boolean;
  /** Zendesk's time, in epoch milliseconds, when the answer is ready. */
  readonly dateMs: number;
};

/** What the sandbox's server does with sockets, for a client on a virtual clock: a network that takes no time. */
export function overWire(answer: Answer, faults: readonly Fault[], { compressed, dateMs }: Wire): Seen {
  const delivery = deliveryFault(faults);
  if (delivery?.kind === 'hang') return { kind: 'hang' };
  if (delivery?.kind === 'reset') return { kind: 'reset', code: 'ECONNRESET', afterMs: 0 };

  const zipped = isCompressed(faults, compressed);
  const body = zipped ? gzipSync(answer.body, { level: 1 }) : Buffer.from(answer.body);
  const pieces = delivery?.kind === 'drip' ? Math.max(1, Math.ceil(body.length / delivery.bytes)) : 1;
  return {
    kind: 'answer',
    status: answer.status,
    headers: {
      date: new Date(dateMs).toUTCString(),
      ...(zipped && { 'content-encoding': 'gzip' }),
      ...answer.headers,
    },
    body: delivery?.kind === 'truncateGzip' ? body.subarray(0, delivery.bytes) : body,
    headersAfterMs: 0,
    bodyAfterMs: delivery?.kind === 'drip' ? (pieces - 1) * delivery.everyMs : 0,
  };
}
