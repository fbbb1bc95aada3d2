/** The state of one dependency of an export, and its fix. */
export type Check = {
  readonly name: string;
  /** `unknown` if the check requires another one that failed. */
  readonly state: 'ok' | 'failed' | 'unknown';
  readonly detail: string;
  readonly fix?: string;
};

export const ok = (name: string, detail: string): Check => ({ name, state: 'ok', detail });
export const failed = (name: string, detail: string, fix: string): Check => ({ name, state: 'failed', detail, fix });
const unknown = (name: string, detail: string): Check => ({ name, state: 'unknown', detail });

/** Network latency and rounding to seconds explain a skew up to this. */
const TOLERATED_SKEW_SECONDS = 30;

const CREDENTIALS = 'credentials';
const ROLE = 'admin role';
const CLOCK = 'clock';

const NEEDS_CREDENTIALS = 'not checked: requires accepted credentials';
const NEEDS_RESPONSE = 'not checked: requires a response from Zendesk';

type ProbeResponse = { readonly status: number; readonly detail: string; readonly skewSeconds: number | undefined };

/** Derives the checks of credentials, role and clock from a response of the incremental endpoint. */
export function checkResponse({ status, detail, skewSeconds }: ProbeResponse, secretId: string): Check[] {
  return [...checkStatus(status, detail, secretId), checkClock(skewSeconds)];
}

/** Returns the checks for a rejected token request. */
export const checkNoToken = (detail: string, secretId: string): Check[] => [
  failed(CREDENTIALS, detail, replaceSecret(secretId)),
  unknown(ROLE, NEEDS_CREDENTIALS),
  unknown(CLOCK, NEEDS_CREDENTIALS),
];

/** Returns the checks if Zendesk did not respond. */
export const checkUnreachable = (detail: string): Check[] => [
  failed(
    CREDENTIALS,
    `Zendesk could not be reached: ${detail}`,
    'Check the subdomain, your network and https://status.zendesk.com.',
  ),
  unknown(ROLE, NEEDS_RESPONSE),
  unknown(CLOCK, NEEDS_RESPONSE),
];

/** Returns the checks if no request was sent to Zendesk. */
export const skipZendeskChecks = (reason: string): Check[] =>
  [CREDENTIALS, ROLE, CLOCK].map((name) => unknown(name, reason));

function checkStatus(status: number, detail: string, secretId: string): Check[] {
  if (status === 401) {
    return [failed(CREDENTIALS, detail, replaceSecret(secretId)), unknown(ROLE, NEEDS_CREDENTIALS)];
  }
  if (status === 403) {
    return [
      ok(CREDENTIALS, 'accepted'),
      failed(
        ROLE,
        detail,
        'The incremental exports require an admin. Use the credentials of an admin, and give an OAuth token the scope "read".',
      ),
    ];
  }
  if (status === 429) {
    const reason = 'not checked: the rate limit is used up, perhaps by a run in progress. Retry in a minute';
    return [unknown(CREDENTIALS, reason), unknown(ROLE, reason)];
  }
  if (status === 200) return [ok(CREDENTIALS, 'accepted'), ok(ROLE, 'can export')];
  const fix =
    status === 404
      ? 'Check the subdomain, and that the plan includes the incremental exports.'
      : 'Check https://status.zendesk.com, then retry.';
  return [failed(CREDENTIALS, detail, fix), unknown(ROLE, 'not checked: requires a page')];
}

function checkClock(skewSeconds: number | undefined): Check {
  if (skewSeconds === undefined) return unknown(CLOCK, 'not checked: the response has no Date header');
  if (Math.abs(skewSeconds) <= TOLERATED_SKEW_SECONDS) return ok(CLOCK, 'in sync with Zendesk');
  const detail = `Zendesk's clock is ${Math.abs(skewSeconds)} s ${skewSeconds > 0 ? 'ahead' : 'behind'}`;
  return failed(CLOCK, detail, "Set the clock of this computer. AWS keeps Lambda's clock in sync.");
}

const replaceSecret = (secretId: string): string =>
  `Put valid credentials into the secret; no deployment is needed. Run aws secretsmanager put-secret-value --secret-id ${secretId} --secret-string '{"clientId":"…","clientSecret":"…"}'`;
