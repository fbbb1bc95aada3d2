import type { ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { SandboxClock } from '../clock.ts';
import type { Answer } from './answer.ts';
import type { DeliveryFault } from './fault.ts';

const compress = promisify(gzip);
/** Under a fast clock, every millisecond spent here is a long one. */
const FAST = { level: 1 };

/** What sending an answer takes. */
export type Delivery = {
  readonly clock: SandboxClock;
  /** Zendesk's time when called, in epoch milliseconds: what `Date` shows. */
  readonly zendeskNow: () => number;
  /** Send the body compressed. */
  readonly compressed: boolean;
  /** Ends waiting. */
  readonly signal: AbortSignal;
};

/**
 * Sends an answer, or as much of it as the fault lets through.
 *
 * @returns when nothing more will be sent, except for a hang: that returns at once and leaves the connection open
 */
export async function deliver(
  response: ServerResponse,
  answer: Answer,
  fault: DeliveryFault | undefined,
  { clock, zendeskNow, compressed, signal }: Delivery,
): Promise<void> {
  const { socket } = response;
  if (fault?.kind === 'hang' && fault.afterBytes === undefined) return;
  if (fault?.kind === 'reset' && fault.afterBytes === undefined) {
    socket?.resetAndDestroy();
    return;
  }

  const payload = compressed ? await compress(answer.body, FAST) : Buffer.from(answer.body);
  const encoding = compressed ? { 'content-encoding': 'gzip', vary: 'Accept-Encoding' } : {};
  // Chunked, as Zendesk sends: no length tells a client that something is missing.
  const framing = { date: new Date(zendeskNow()).toUTCString(), 'transfer-encoding': 'chunked' };
  response.writeHead(answer.status, { ...framing, ...encoding, ...answer.headers });

  switch (fault?.kind) {
    case 'hang':
      await write(response, payload.subarray(0, fault.afterBytes));
      return;
    case 'reset':
      await write(response, payload.subarray(0, fault.afterBytes));
      // Closed rather than reset: a reset could overtake the bytes that the client is to see.
      socket?.destroy();
      return;
    case 'truncateGzip':
      response.end(payload.subarray(0, fault.bytes));
      return;
    case 'drip':
      for (let sent = 0; sent < payload.length; sent += fault.bytes) {
        if (sent > 0) await clock.sleep(fault.everyMs, signal);
        await write(response, payload.subarray(sent, sent + fault.bytes));
      }
      response.end();
      return;
    case undefined:
      response.end(payload);
  }
}

/** Writes and waits until the bytes have been handed to the system, or the client is gone. */
function write(response: ServerResponse, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    response.write(bytes, () => resolve());
  });
}
