import type { AccessRefusal } from '../core/access-refusal.ts';
import { CredentialsError, ZendeskRefusedError } from '../core/errors.ts';
import type { HttpAnswer } from '../core/ports/ports.ts';
import type { PageRequest } from '../core/ports/zendesk.ts';
import { bodyText } from './body.ts';
import { maskConfidential } from './describe.ts';

/** The facts for a message about a response that has no page. */
export type ErrorContext = {
  /** The request and the response, for messages. */
  readonly detail: string;
  readonly secretId: string;
  /** Texts to mask if the response echoes them. */
  readonly confidential: readonly string[];
};

/** The next step after a 402. The request and the credentials are not the cause. */
export const UNPAID_ADVICE =
  "Zendesk requires a payment: the account's trial or subscription has ended. Renew it in Admin Center.";

/** The part that the account or its token lacks for a resource. `unknown`: the response does not name it. */
type Missing = 'plan' | 'product' | 'scope' | 'unknown';

/**
 * The responses that name the cause. Guide's services use `errors`; all others use `error`. The texts were
 * collected by singer-io/tap-zendesk and CloudSecurityAlliance/csa-zendesk.
 */
const CAUSES = [
  { missing: 'scope', status: 403, pattern: /missing the following required scopes:?\s*([\w:, ]*)/i },
  { missing: 'plan', status: 403, pattern: /access to this resource is restricted/i },
  { missing: 'product', status: 403, pattern: /"errors"\s*:\s*\[/ },
  { missing: 'product', status: 404, pattern: /\bInvalidEndpoint\b/ },
] as const;

/** Builds both errors for a 403 or 404. Which of them applies is decided at the end of the run. */
export function describeRefusal(
  request: Pick<PageRequest, 'exportId' | 'resource'>,
  answer: HttpAnswer,
  context: ErrorContext,
): AccessRefusal {
  const { exportId, resource } = request;
  const { missing, scopes } = findCause(answer, context);
  const explanation = explain(missing, answer.status, resource, scopes, context.secretId);
  return {
    status: answer.status,
    namesCause: missing !== 'unknown',
    resourceError: new ZendeskRefusedError(`${exportId}: ${context.detail}. ${explanation}`),
    accountError: answer.status === 403 ? forbiddenError(exportId, context) : notFoundError(exportId, context),
  };
}

function findCause(answer: HttpAnswer, { confidential }: ErrorContext): { missing: Missing; scopes: string } {
  const text = maskConfidential(bodyText(answer), confidential);
  for (const { missing, status, pattern } of CAUSES) {
    const [found, scopes = ''] = (answer.status === status && pattern.exec(text)) || [];
    if (found !== undefined) return { missing, scopes: scopes.trim() };
  }
  return { missing: 'unknown', scopes: '' };
}

function explain(
  missing: Missing,
  status: number,
  { name, product }: PageRequest['resource'],
  scopes: string,
  secretId: string,
): string {
  const remedy = `or remove ${name} from resources`;
  const isProduct = product !== 'Support';
  if (missing === 'scope') {
    return `The OAuth token lacks the scope "${scopes}". Add it to "scope" in the secret ${secretId}, or replace the access token in it.`;
  }
  if (missing === 'unknown' && status === 403) {
    const reason = isProduct ? `, or the account does not have Zendesk ${product}` : '';
    return `The account's plan or the role of the credentials' user does not include ${name}${reason}. Check that the user is an admin and that the plan includes ${name}, ${remedy}.`;
  }
  return missing !== 'plan' && isProduct
    ? `The account does not have Zendesk ${product}, to which ${name} belong. Activate it, ${remedy}.`
    : `The account's plan does not include ${name}. Change the plan, ${remedy}.`;
}

const forbiddenError = (exportId: string, { detail, secretId }: ErrorContext): CredentialsError =>
  new CredentialsError(
    `${exportId}: ${detail}. The incremental exports require an admin: check that the user of the credentials in the secret ${secretId} is an admin, and that an OAuth token has the scope "read". ` +
      "Check that the plan includes the incremental exports. Check that the account's IP restrictions allow AWS.",
  );

const notFoundError = (exportId: string, { detail }: ErrorContext): ZendeskRefusedError =>
  new ZendeskRefusedError(
    `${exportId}: ${detail}. Check the subdomain, and that the plan includes the incremental exports. This request cannot succeed on retry. Correct the options of this export, and deploy.`,
  );
