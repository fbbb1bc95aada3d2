import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { SandboxClock } from '../clock.ts';
import type { Answer } from './answer.ts';
import { createApplication } from './application.ts';
import { createAuth } from './auth.ts';
import { deliver, rewritten } from './delivery.ts';
import type { Fault, Interceptor } from './fault.ts';
import { upstreamTimeout } from './faults.ts';
import { createRateLimiter } from './rate-limit.ts';
import { type LoggedRequest, readRequest, requestUrl } from './request-log.ts';
import type { Zendesk, ZendeskOptions } from './zendesk.ts';

/** Zendesk's clock where it differs from the sandbox's: give it to the account whose server has `clockSkewMs`. */
export function skewedClock(clock: SandboxClock, skewMs: number): { readonly now: () => number } {
  return { now: () => clock.now() + skewMs };
}

/** Starts a Zendesk on 127.0.0.1. */
export async function startZendesk(options: ZendeskOptions): Promise<Zendesk> {
  const { clock, account, pageDelayMs = 0, gatewayTimeoutMs = Number.POSITIVE_INFINITY, gzip = true } = options;
  const { secondMode = 'overshoot', tooRecent = 'current', holdBackSeconds = 60 } = options;
  const zendesk = skewedClock(clock, options.clockSkewMs ?? 0);
  const auth = createAuth(options.credentials);
  const limiter = createRateLimiter({ total: 10, windowSeconds: 60, ...options.rateLimit });
  const application = createApplication(account, auth, limiter, { secondMode, tooRecent, holdBackSeconds });

  const requests: LoggedRequest[] = [];
  const closing = new AbortController();
  let received = 0;
  let interceptor: Interceptor | undefined;
  let { live } = options;
  let livedUntil = zendesk.now();

  /** Lets happen what should have by now, and tells when that is: an answer has to be of this very moment. */
  const catchUpLive = (): number => {
    const now = Math.max(livedUntil, zendesk.now());
    live?.(account, livedUntil, now);
    livedUntil = now;
    return now;
  };

  /** The genuine answer is that of the moment the request came, however long it then takes to be sent. */
  const answerTo = async (request: LoggedRequest, url: URL, fault: Fault | undefined): Promise<Answer> => {
    if (fault?.kind === 'respond') return { headers: {}, body: '', ...fault };
    const answer = application(request, url, catchUpLive());
    const workMs = workOn(answer, pageDelayMs);
    const wait = Math.min(workMs, gatewayTimeoutMs) + (fault?.kind === 'delay' ? fault.ms : 0);
    if (wait > 0) await clock.sleep(wait, closing.signal);
    if (workMs > gatewayTimeoutMs) return { headers: {}, body: '', ...upstreamTimeout() };
    return fault?.kind === 'rewrite' ? rewritten(answer, fault) : answer;
  };

  const serve = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    received += 1;
    const request = await readRequest(message, received - 1, clock.now());
    requests.push(request);
    response.on('close', () => {
      request.endedAt = clock.now();
    });
    const fault = await interceptor?.(request);
    const answer = await answerTo(request, requestUrl(message), fault);
    // A verbatim answer is one: whoever scripts it chooses its encoding too.
    const accepted = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '') && fault?.kind !== 'respond';
    const compressed = fault?.kind === 'truncateGzip' || (gzip && accepted);
    try {
      await deliver(response, answer, fault, { clock, zendeskNow: zendesk.now, compressed, signal: closing.signal });
    } finally {
      if (response.headersSent) request.status = answer.status;
    }
  };

  const server = createServer((message, response) => {
    serve(message, response).catch((error: unknown) => {
      // A client that has gone and a server that closes are no faults. All others are this simulator's or its
      // script's own, and must not look like one of Zendesk's.
      if (closing.signal.aborted || response.destroyed || response.headersSent) response.destroy();
      else response.writeHead(500, { 'content-type': 'text/plain' }).end(`fault of the simulator: ${String(error)}`);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve);
  });

  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');

  return {
    url: `http://127.0.0.1:${address.port}`,
    account,
    requests,
    rateLimit: limiter.statistics,
    intercept: (next) => {
      interceptor = next;
    },
    setCredentials: auth.setCredentials,
    revokeIssuedTokens: auth.revokeIssuedTokens,
    catchUpLive,
    stopLive: () => {
      catchUpLive();
      live = undefined;
    },
    close: () =>
      new Promise((resolve) => {
        closing.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function workOn({ weight }: Answer, pageDelayMs: NonNullable<ZendeskOptions['pageDelayMs']>): number {
  if (!weight) return 0;
  return typeof pageDelayMs === 'number' ? pageDelayMs : pageDelayMs(weight);
}
