import { ZendeskRefusedError } from '../core/errors.ts';
import type { HttpAnswer } from '../core/ports/ports.ts';
import type { PageRequest, PageResult } from '../core/ports/zendesk.ts';
import { describeRefusal, type ErrorContext, UNPAID_ADVICE } from './access.ts';
import { bodyText } from './body.ts';
import type { Classified } from './classify.ts';
import type { Attempt } from './retry-loop.ts';

/**
 * Handles a response that has no page.
 * @throws ZendeskRefusedError if a retry cannot help
 */
export function handleStatus(
  request: PageRequest,
  answer: HttpAnswer,
  verdict: Exclude<Classified, { kind: 'ok' | 'unauthorized' }>,
  context: ErrorContext,
): Attempt<PageResult> {
  const { detail } = context;
  switch (verdict.kind) {
    case 'gateway_timeout':
      return handleGatewayTimeout(request, detail);
    case 'retry':
      return { kind: 'failed', failure: verdict.failure, detail, waitMs: verdict.waitMs };
    case 'redirect':
      throw new ZendeskRefusedError(
        `${request.exportId}: ${detail}, a redirect${describeRedirectTarget(answer)}. It is not followed, because credentials are sent to one origin only. Check the subdomain.`,
      );
    case 'forbidden':
      return { kind: 'done', value: { kind: 'refused', refusal: describeRefusal(request, answer, context) } };
    case 'refused':
      return handleClientError(request, answer, context);
  }
}

/** Handles a page that Zendesk cannot produce in time: a 504, or three idle timeouts in a row. */
export function handleGatewayTimeout({ size, source }: PageRequest, detail: string): Attempt<PageResult> {
  if (size.halve()) return { kind: 'failed', failure: 'smaller_page', detail };
  return source.canWalk
    ? { kind: 'done', value: { kind: 'page_timeout' } }
    : { kind: 'failed', failure: 'unavailable', detail };
}

function handleClientError(request: PageRequest, answer: HttpAnswer, context: ErrorContext): Attempt<PageResult> {
  const { exportId, source } = request;
  const advice =
    answer.status === 402
      ? UNPAID_ADVICE
      : 'This request cannot succeed on retry. Correct the options of this export, and deploy.';
  const error = new ZendeskRefusedError(`${exportId}: ${context.detail}. ${advice}`);
  if (source.hasCursor) return { kind: 'done', value: { kind: 'cursor_refused', error } };
  if (answer.status === 404) {
    return { kind: 'done', value: { kind: 'refused', refusal: describeRefusal(request, answer, context) } };
  }
  if (isTooRecentAnswer(answer)) return { kind: 'done', value: { kind: 'too_recent' } };
  throw error;
}

/**
 * True if Zendesk rejects `start_time` as too recent, for which it has two responses. Not an error: the export has
 * caught up.
 * @see https://github.com/airbytehq/airbyte/issues/22483
 */
function isTooRecentAnswer(answer: HttpAnswer): boolean {
  const text = bodyText(answer);
  return (
    (answer.status === 400 && text.includes('StartTimeTooRecent')) ||
    (answer.status === 422 && /too recent start_time/i.test(text))
  );
}

function describeRedirectTarget({ headers }: HttpAnswer): string {
  const url = URL.parse(headers['location'] ?? '');
  return url === null ? '' : ` to ${url.host}`;
}
