import { gzipSync } from 'node:zlib';
import type { Answer } from '#sandbox/zendesk/answer.ts';
import { deliveryFault, type Fault, isCompressed } from '#sandbox/zendesk/fault.ts';

/** A response as the client receives it. Times are milliseconds after the response was ready. */
export type Seen =
  | {
      readonly kind: 'answer';
      readonly status: number;
      /** Names in lower case. */
      readonly headers: Readonly<Record<string, string>>;
      /** The received bytes: compressed if the headers say so, and truncated by some faults. */
      readonly body: Buffer;
      readonly headersAfterMs: number;
      readonly bodyAfterMs: number;
    }
  | { readonly kind: 'reset'; readonly code: string; readonly afterMs: number }
  /** No more bytes arrive. The client must time out. */
  | { readonly kind: 'hang' };

export type Wire = {
  /** Whether the client accepts gzip. Uncompressed pages make tests faster. */
  readonly compressed: boolean;
  /** Zendesk's time when the response is ready (epoch milliseconds). */
  readonly dateMs: number;
};

/** Applies delivery faults to a response, like the sandbox's server with sockets, for a client on a virtual clock. */
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
