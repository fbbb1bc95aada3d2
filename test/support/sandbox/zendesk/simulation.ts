import {
  type ZendeskAccount,
  createAccount,
  createSimulator,
  type Fault,
  type Simulator,
  type SimulatorOptions,
} from '#sandbox/zendesk/index.ts';
import { type HandClock, handClock, NOW } from './hand-clock.ts';
import { type ParsedPage, parsePage } from './parsed.ts';

/** What came back for one request, without network. */
export type Asked = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly workMs: number;
  /** The body as a page; throws where it is none. */
  readonly page: () => ParsedPage;
  /** The ids of the page's tickets. */
  readonly ids: () => number[];
};

/** A Zendesk without network, and what it stands on. */
export type Simulated = {
  readonly zendesk: Simulator;
  readonly account: ZendeskAccount;
  readonly clock: HandClock;
  /** Asks an export as an admin: `tickets?start_time=0`. */
  readonly ask: (path: string, faults?: readonly Fault[], authorization?: string) => Asked;
  /** Asks for a token, with this in the body besides what it takes. */
  readonly token: (more?: object) => Record<string, unknown>;
};

const CLIENT = { clientId: 'lake', clientSecret: 'hush' };
const TOKEN = 'test-access-token';

/** A Zendesk whose account changes by Zendesk's clock, which tests may set apart from their own. */
export function simulated(options: Partial<SimulatorOptions> & { readonly clock?: HandClock } = {}): Simulated {
  const clock = options.clock ?? handClock();
  const account = options.account ?? createAccount({ clock: { now: () => zendesk.now() }, tieOrder: (id) => id });
  const credentials = { accessTokens: [{ accessToken: TOKEN }], clients: [{ ...CLIENT, expiresIn: 1800 }] };
  const zendesk = createSimulator({ credentials, ...options, clock, account });
  let index = -1;
  return {
    zendesk,
    account,
    clock,
    ask: (path, faults = [], authorization = `Bearer ${TOKEN}`) => {
      const url = new URL(`http://zendesk.test/api/v2/incremental/${path}`);
      const request = { index: (index += 1), method: 'GET', headers: { authorization }, body: '' };
      const { answer, workMs } = zendesk.answer(request, url, faults);
      const page = (): ParsedPage => parsePage(answer.body);
      return { ...answer, workMs, page, ids: () => page().tickets.map(({ id }) => id) };
    },
    token: (more = {}) => {
      const { clientId: client_id, clientSecret: client_secret } = CLIENT;
      const body = JSON.stringify({
        grant_type: 'client_credentials',
        client_id,
        client_secret,
        scope: 'read',
        ...more,
      });
      const request = { index: (index += 1), method: 'POST', headers: {}, body };
      const { answer } = zendesk.answer(request, new URL('http://zendesk.test/oauth/tokens'));
      return { status: answer.status, ...(JSON.parse(answer.body) as object) };
    },
  };
}

/** A second long past its last minute, where these tests' tickets begin. */
export const T = NOW - 5000;

/** So many seconds from `T` on. */
export const oneEach = (count: number): number[] => Array.from({ length: count }, (_, index) => T + index);

/** A Zendesk with one ticket per second given, and more requests a minute than any test makes. */
export function withTickets(seconds: readonly number[], options: Parameters<typeof simulated>[0] = {}): Simulated {
  const zendesk = simulated({ rateLimit: { total: 1000 }, ...options });
  for (const second of seconds) zendesk.account.create({ second });
  return zendesk;
}
