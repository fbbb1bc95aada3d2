import {
  type ZendeskAccount,
  createAccount,
  createSimulator,
  type Fault,
  type Simulator,
  type SimulatorOptions,
} from '#sandbox/zendesk/index.ts';
import { type ManualClock, createManualClock, NOW } from './manual-clock.ts';
import { type ParsedPage, parsePage } from './parsed.ts';

/** A response of the simulator. */
type SimulatedResponse = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly workMs: number;
  /** Parses the body as a page. Throws if it is not a page. */
  readonly page: () => ParsedPage;
  /** Returns the ids of the page's tickets. */
  readonly ids: () => number[];
};

/** A simulated Zendesk without network, with its account and clock. */
export type Simulation = {
  readonly zendesk: Simulator;
  readonly account: ZendeskAccount;
  readonly clock: ManualClock;
  /** Sends a request to an export as an admin: `tickets?start_time=0`. */
  readonly send: (path: string, faults?: readonly Fault[], authorization?: string) => SimulatedResponse;
  /** Requests a token. `more` is added to the body. */
  readonly requestToken: (more?: object) => Record<string, unknown>;
};

const CLIENT = { clientId: 'lake', clientSecret: 'hush' };
const TOKEN = 'test-access-token';

/** Rate limits that no test reaches. */
const UNREACHED = { total: 1_000_000 };
export const UNLIMITED = {
  rateLimit: UNREACHED,
  otherRateLimits: {
    account: UNREACHED,
    helpCenter: UNREACHED,
    usersCursor: UNREACHED,
    metricEvents: UNREACHED,
    talk: UNREACHED,
    ticketFields: UNREACHED,
  },
} as const satisfies Partial<SimulatorOptions>;

/** Creates a simulated Zendesk. Changes use Zendesk's clock, which can differ from the test's clock. */
export function simulate(options: Partial<SimulatorOptions> & { readonly clock?: ManualClock } = {}): Simulation {
  const clock = options.clock ?? createManualClock();
  const account = options.account ?? createAccount({ clock: { now: () => zendesk.now() }, tieOrder: (id) => id });
  const credentials = { accessTokens: [{ accessToken: TOKEN }], clients: [{ ...CLIENT, expiresIn: 1800 }] };
  const zendesk = createSimulator({ credentials, ...options, clock, account });
  let index = -1;
  return {
    zendesk,
    account,
    clock,
    send: (path, faults = [], authorization = `Bearer ${TOKEN}`) => {
      const url = new URL(`http://zendesk.test/api/v2/incremental/${path}`);
      const request = { index: (index += 1), method: 'GET', headers: { authorization }, body: '' };
      const { answer, workMs } = zendesk.answer(request, url, faults);
      const page = (): ParsedPage => parsePage(answer.body);
      return { ...answer, workMs, page, ids: () => page().tickets.map(({ id }) => id) };
    },
    requestToken: (more = {}) => {
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

/** Second of the first ticket in these tests, well before the hold-back. */
export const T = NOW - 5000;

/** Returns this many consecutive seconds, starting at `T`. */
export const listSeconds = (count: number): number[] => Array.from({ length: count }, (_, index) => T + index);

/** Creates a simulated Zendesk with one ticket per second and a rate limit that no test reaches. */
export function simulateTickets(seconds: readonly number[], options: Parameters<typeof simulate>[0] = {}): Simulation {
  const zendesk = simulate({ rateLimit: { total: 1000 }, ...options });
  for (const second of seconds) zendesk.account.create({ second });
  return zendesk;
}
