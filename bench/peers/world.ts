import { type MovableClock, scaledClock } from '#sandbox/clock.ts';
import {
  createAccount,
  fillHistory,
  type LiveOptions,
  liveActivity,
  startZendesk,
  type ZendeskServer,
} from '#sandbox/zendesk/index.ts';
import { type Certificate, HOST } from './certificate.ts';
import { startTlsProxy, type TlsProxy } from './tls-proxy.ts';

/** A simulated Zendesk for one exporter. */
export type World = AsyncDisposable & {
  readonly clock: MovableClock;
  readonly zendesk: ZendeskServer;
  readonly tls: TlsProxy;
  readonly certificate: Certificate;
  /** Before the first change, in epoch seconds. */
  readonly startTime: number;
};

export type WorldOptions = {
  readonly certificate: Certificate;
  readonly tickets: number;
  /** The start of Zendesk's clock, in epoch milliseconds. */
  readonly start: number;
  /** Speed of Zendesk's clock. Default: real time. */
  readonly speed?: number;
  /** The largest page, also of clients that ask for no size. Default: Zendesk's 1,000. */
  readonly largestPage?: number;
  /** Ongoing changes. Default: none. */
  readonly live?: LiveOptions;
};

export const SUBDOMAIN = 'acme';
export const ACCESS_TOKEN = 'only-in-the-bench';
/** The OAuth client of zendesk-lake. The other exporters use the access token. */
export const CLIENT = { clientId: 'bench', clientSecret: 'only-in-the-bench' };

/** So high that no exporter waits: the time that it needs by itself shows. */
const RATE_LIMIT = { total: 1_000_000 };
const SPAN_SECONDS = 30 * 86_400;

/** Starts a simulated Zendesk with its TLS proxy. The same options give the same account and the same changes. */
export async function startWorld(options: WorldOptions): Promise<World> {
  const { certificate, tickets, start, speed = 1, largestPage = 1000, live } = options;
  const clock = scaledClock(speed, start);
  const account = createAccount({ clock, subdomain: SUBDOMAIN });
  fillHistory(account, { tickets, nowMs: start, spanSeconds: SPAN_SECONDS });
  const zendesk = await startZendesk({
    clock,
    account,
    credentials: { clients: [{ ...CLIENT, expiresIn: 172_800 }], accessTokens: [{ accessToken: ACCESS_TOKEN }] },
    rateLimit: RATE_LIMIT,
    otherRateLimits: { account: RATE_LIMIT },
    largestPage,
    nextPageOrigin: `https://${HOST}`,
    ...(live && { live: liveActivity(live) }),
  });
  const tls = await startTlsProxy(zendesk.url, certificate);
  return {
    clock,
    zendesk,
    tls,
    certificate,
    startTime: Math.floor(start / 1000) - 2 * SPAN_SECONDS,
    async [Symbol.asyncDispose]() {
      await tls[Symbol.asyncDispose]();
      await zendesk.close();
    },
  };
}
