import { onTestFinished } from 'vitest';
import {
  type ZendeskAccount,
  createAccount,
  startZendesk,
  type ZendeskServer,
  type ZendeskOptions,
} from '#sandbox/zendesk/index.ts';
import { type ManualClock, createManualClock } from './manual-clock.ts';

export const TOKEN = 'test-access-token';

/** A running Zendesk server with its account and clock. */
export type RunningZendesk = {
  readonly zendesk: ZendeskServer;
  readonly account: ZendeskAccount;
  readonly clock: ManualClock;
  /** Requests a path as an admin. */
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Response>;
};

/** Starts a Zendesk server that is closed after the test. */
export async function startServer(
  options: Partial<ZendeskOptions> & { readonly clock?: ManualClock } = {},
): Promise<RunningZendesk> {
  const clock = options.clock ?? createManualClock();
  const account = options.account ?? createAccount({ clock });
  const credentials = { accessTokens: [{ accessToken: TOKEN }] };
  const zendesk = await startZendesk({ credentials, ...options, clock, account });
  onTestFinished(() => zendesk.close());
  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(zendesk.url + path, { headers: { authorization: `Bearer ${TOKEN}`, ...headers } });
  return { zendesk, account, clock, get };
}
