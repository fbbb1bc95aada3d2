import { onTestFinished } from 'vitest';
import type { HttpRequest } from '#functions/export/core/ports/ports.ts';
import { openHttp } from '#functions/export/zendesk/http.ts';
import { receive } from '#functions/export/zendesk/receive.ts';
import { type Respond, serve } from './server.ts';

export const NEVER = new AbortController().signal;

/** Starts a server that responds as given, and opens a client for it. */
export async function connect(respond: Respond, idleMs?: number) {
  const server = await serve(respond);
  const headers = Promise.withResolvers<void>();
  const now = (): number => {
    headers.resolve();
    return 4711;
  };
  const session = openHttp({ now }, idleMs);
  onTestFinished(() => session.close());
  const send = (signal: AbortSignal = NEVER, request: Partial<HttpRequest> = {}) =>
    session.send({ method: 'GET', url: `${server.origin}/page?a=1`, headers: {}, ...request }, signal);
  const get = async (...args: Parameters<typeof send>) => receive(await send(...args));
  return { ...server, session, send, get, headersArrived: headers.promise };
}
