import type { ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { SandboxClock } from '../clock.ts';
import type { Answer } from './answer.ts';
import type { DeliveryFault } from './fault.ts';

const compress = promisify(gzip);
/** Fast compression: with a fast sandbox clock, each millisecond here is multiplied by its speed. */
const FAST = { level: 1 };

/** Settings for sending a response. */
export type Delivery = {
  readonly clock: SandboxClock;
  /** Returns Zendesk's time in epoch milliseconds, for the `Date` header. */
  readonly zendeskNow: () => number;
  /** Compress the body. */
  readonly compressed: boolean;
  /** Aborts waiting. */
  readonly signal: AbortSignal;
};

/**
 * Sends a response, or the part of it that the fault allows.
 *
 * Resolves when nothing more will be sent. A hang resolves immediately and leaves the connection open.
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
  // Chunked like Zendesk's responses: there is no content length that would reveal missing bytes.
  const framing = { date: new Date(zendeskNow()).toUTCString(), 'transfer-encoding': 'chunked' };
  response.writeHead(answer.status, { ...framing, ...encoding, ...answer.headers });

  switch (fault?.kind) {
    case 'hang':
      await write(response, payload.subarray(0, fault.afterBytes));
      return;
    case 'reset':
      await write(response, payload.subarray(0, fault.afterBytes));
      // Close instead of reset, because a reset could discard bytes that the client has not read.
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

/** Writes and waits until the operating system has the bytes or the client has disconnected. */
function write(response: ServerResponse, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    response.write(bytes, () => resolve());
  });
}
