/** One dependency of an export, what was seen of it, and how to fix it. */
export type Check = {
  readonly name: string;
  /** `unknown` if something else has to be fixed first, or hides it. */
  readonly state: 'ok' | 'failed' | 'unknown';
  readonly detail: string;
  readonly fix?: string;
};

export const ok = (name: string, detail: string): Check => ({ name, state: 'ok', detail });
export const failed = (name: string, detail: string, fix: string): Check => ({ name, state: 'failed', detail, fix });
const unknown = (name: string, detail: string): Check => ({ name, state: 'unknown', detail });

/** Beyond that, a clock is wrong; below, networks and whole seconds explain it. */
const TOLERATED_SKEW_SECONDS = 30;

const CREDENTIALS = 'credentials';
const ROLE = 'admin role';
const CLOCK = 'clock';

type Answered = { readonly status: number; readonly detail: string; readonly skewSeconds: number | undefined };

/** What an answer of the incremental endpoint says about credentials, role and clock. */
export function checkAnswer({ status, detail, skewSeconds }: Answered, secretId: string): Check[] {
  return [...checkStatus(status, detail, secretId), checkClock(skewSeconds)];
}

/** The same where there was no token for these credentials, or no answer at all. */
export const checkNoToken = (detail: string, secretId: string): Check[] => [
  failed(CREDENTIALS, detail, replaceSecret(secretId)),
  unknown(ROLE, 'needs credentials that are accepted'),
  unknown(CLOCK, 'needs an answer of the export'),
];
export const checkUnreachable = (detail: string): Check[] => [
  failed(
    CREDENTIALS,
    `Zendesk could not be reached: ${detail}`,
    'Check the subdomain, your network and https://status.zendesk.com.',
  ),
  unknown(ROLE, 'needs an answer'),
  unknown(CLOCK, 'needs an answer'),
];
export const skipZendeskChecks = (why: string): Check[] => [CREDENTIALS, ROLE, CLOCK].map((name) => unknown(name, why));

function checkStatus(status: number, detail: string, secretId: string): Check[] {
  if (status === 401) {
    return [failed(CREDENTIALS, detail, replaceSecret(secretId)), unknown(ROLE, 'needs credentials that are accepted')];
  }
  if (status === 403) {
    return [
      ok(CREDENTIALS, 'accepted'),
      failed(
        ROLE,
        detail,
        'The incremental exports are for admins: make the user who owns these credentials one, and give a token the scope "read".',
      ),
    ];
  }
  if (status === 429) {
    const why = 'the rate limit is used up, perhaps by a run in progress: try again in a minute';
    return [unknown(CREDENTIALS, why), unknown(ROLE, why)];
  }
  if (status === 200) return [ok(CREDENTIALS, 'accepted by the export itself'), ok(ROLE, 'may export')];
  const fix =
    status === 404
      ? 'Check the subdomain, and that the plan has the incremental exports.'
      : 'See https://status.zendesk.com, and try again.';
  return [failed(CREDENTIALS, detail, fix), unknown(ROLE, 'needs a page')];
}

function checkClock(skewSeconds: number | undefined): Check {
  if (skewSeconds === undefined) return unknown(CLOCK, 'the answer has no date');
  if (Math.abs(skewSeconds) <= TOLERATED_SKEW_SECONDS) return ok(CLOCK, "agrees with Zendesk's");
  const detail = `Zendesk's is ${Math.abs(skewSeconds)} s ${skewSeconds > 0 ? 'ahead' : 'behind'}`;
  return failed(CLOCK, detail, "Set the clock of this computer; Lambda's own is kept by AWS.");
}

const replaceSecret = (secretId: string): string =>
  `Put valid ones into the secret; no deploy is needed: aws secretsmanager put-secret-value --secret-id ${secretId} --secret-string '{"clientId":"…","clientSecret":"…"}'`;
