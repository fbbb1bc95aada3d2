import { type Answer, JSON_TYPE } from './answer.ts';
import { TOO_RECENT } from './export/query.ts';
import type { Fault } from './fault.ts';
import { toJson } from './json.ts';
import { ACCOUNT_LIMIT_EXCEEDED, EXPORT_LIMIT_EXCEEDED, INVALID_TOKEN } from './refusals.ts';

export * from './rewrites.ts';

/** A response in place of a page. */
type Respond = Extract<Fault, { kind: 'respond' }>;

const TEXT = { 'content-type': 'text/plain' };
const HTML = { 'content-type': 'text/html; charset=UTF-8' };

function respondWith({ status, headers, body }: Answer, more: Readonly<Record<string, string>> = {}): Respond {
  return { kind: 'respond', status, headers: { ...headers, ...more }, body };
}

/** Creates the `Retry-After` header. `null` omits it, as Zendesk sometimes does. Text is sent unchanged, even if invalid. */
function retryAfter(seconds: number | string | null): Record<string, string> {
  return seconds === null ? {} : { 'retry-after': String(seconds) };
}

function json(status: number, value: unknown, headers: Record<string, string> = {}): Respond {
  return { kind: 'respond', status, headers: { ...JSON_TYPE, ...headers }, body: toJson(value) };
}

/** 429 of the incremental exports' rate limit. */
export function exportLimitExceeded(seconds: number | string | null): Respond {
  return respondWith(EXPORT_LIMIT_EXCEEDED, retryAfter(seconds));
}

/** 429 of the account-wide limit. */
export function accountLimitExceeded(seconds: number | string | null): Respond {
  return respondWith(ACCOUNT_LIMIT_EXCEEDED, retryAfter(seconds));
}

/** 429 of Zendesk's edge network (airbytehq/airbyte#14253). */
export function edgeLimitExceeded(seconds: number | string | null): Respond {
  const body = { detail: 'Rate limited by Zendesk edge protection', status: '429', title: 'Automated response' };
  return json(429, body, retryAfter(seconds));
}

/** 504: the page took longer than the gateway's timeout (estuary/connectors#2331). */
export function upstreamTimeout(): Respond {
  return { kind: 'respond', status: 504, headers: TEXT, body: 'upstream request timeout' };
}

/** 503, as during maintenance. The official Ruby client waits for `Retry-After`, as after a 429. */
export function unavailable(seconds: number | string | null): Respond {
  return { kind: 'respond', status: 503, headers: { ...HTML, ...retryAfter(seconds) }, body: '<h1>Maintenance</h1>' };
}

/** 500 or 502, in HTML (retried by https://github.com/singer-io/tap-zendesk, `http.py`). */
export function serverError(status: 500 | 502): Respond {
  const title = status === 500 ? 'We&rsquo;re sorry, but something went wrong (500)' : '502 Bad Gateway';
  const body = `<!DOCTYPE html>\n<html>\n<head><title>${title}</title></head>\n<body><h1>${title}</h1></body>\n</html>\n`;
  return { kind: 'respond', status, headers: HTML, body };
}

/** 520, 524 and the like: Cloudflare's own HTML pages (singer-io/tap-zendesk#93, #95, #155). */
export function cloudflareError(status: 520 | 522 | 524): Respond {
  const body = `<!DOCTYPE html>\n<html>\n<head><title>acme.zendesk.com | ${status}: Web server is returning an unknown error</title></head>\n<body>cloudflare</body>\n</html>\n`;
  return { kind: 'respond', status, headers: HTML, body };
}

/** 200 with a login form. */
export function loginPage(): Respond {
  const body = '<!DOCTYPE html>\n<html><body><form action="/access/login">Sign in</form></body></html>\n';
  return { kind: 'respond', status: 200, headers: HTML, body };
}

/**
 * The error for a too recent `start_time`: the current 400, the 422 until about 2020, or the same sentence as plain text
 * of the oldest exports.
 */
export function tooRecent(form: keyof typeof TOO_RECENT | 'text'): Respond {
  return form === 'text'
    ? errorText(422, 'Too recent start_time. Use a start_time older than 5 minutes')
    : respondWith(TOO_RECENT[form].answer);
}

/** 401: the bearer token was revoked without notice (fprimex/zdesk#58). */
export function invalidToken(): Respond {
  return respondWith(INVALID_TOKEN);
}

/** An error in the envelope `{"error":"<code>","description":"<text>"}`. */
export function errorWithCode(status: number, error: string, description: string): Respond {
  return json(status, { error, description });
}

/** An error in the envelope `{"error":{"title","message"}}`. */
export function errorWithTitle(status: number, title: string, message: string): Respond {
  return json(status, { error: { title, message } });
}

/** An error in the envelope `{"errors":[{"code","title","detail"}]}`. */
export function errorList(status: number, code: string, title: string, detail: string): Respond {
  return json(status, { errors: [{ code, title, detail }] });
}

/** An error in plain text. */
export function errorText(status: number, body: string): Respond {
  return { kind: 'respond', status, headers: TEXT, body };
}
