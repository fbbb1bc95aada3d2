import { onTestFinished } from 'vitest';
import {
  type ZendeskAccount,
  createAccount,
  startZendesk,
  type ZendeskServer,
  type ZendeskOptions,
} from '#sandbox/zendesk/index.ts';
import { type HandClock, handClock } from './hand-clock.ts';

export const TOKEN = 'test-access-token';

/** A running Zendesk for one test, and what it stands on. */
export type Started = {
  readonly zendesk: ZendeskServer;
  readonly account: ZendeskAccount;
  readonly clock: HandClock;
  /** Asks for a path as an admin. */
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Response>;
};

/** Starts a Zendesk that closes with the test. */
export async function started(
  options: Partial<ZendeskOptions> & { readonly clock?: HandClock } = {},
): Promise<Started> {
  const clock = options.clock ?? handClock();
  const account = options.account ?? createAccount({ clock });
  const credentials = { accessTokens: [{ accessToken: TOKEN }] };
  const zendesk = await startZendesk({ credentials, ...options, clock, account });
  onTestFinished(() => zendesk.close());
  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(zendesk.url + path, { headers: { authorization: `Bearer ${TOKEN}`, ...headers } });
  return { zendesk, account, clock, get };
}
