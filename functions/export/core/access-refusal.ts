import type { CredentialsError, ZendeskRefusedError } from './errors.ts';

/** Zendesk returned 403 or 404 to the request for a resource. */
export type AccessRefusal = {
  readonly status: number;
  /** True if the response says that the plan, the product or the scope of the token lacks this resource. */
  readonly namesCause: boolean;
  /** The error if only this resource is refused. Its message names the likely cause. */
  readonly resourceError: ZendeskRefusedError;
  /** The error if the refusal may concern the whole account. */
  readonly accountError: CredentialsError | ZendeskRefusedError;
};

/** How long (seconds) an answer to another export shows that the credentials work. */
const EVIDENCE_SECONDS = 86_400;

/**
 * Decides at the end of a run whether a refusal concerns one resource or the whole account. It concerns the resource
 * alone if the response names the cause, or if Zendesk answers other exports.
 *
 * @param readAt - when Zendesk last returned a page for this export, in epoch seconds; undefined if it never did
 * @param othersReadAt - when Zendesk last returned a page for another export of the run that it does not refuse
 * @param now - epoch milliseconds
 * @returns `unavailable` if the account lacks a resource that was never read, otherwise the error of the export
 */
export function resolveRefusal(
  { namesCause, resourceError, accountError }: AccessRefusal,
  {
    readAt,
    othersReadAt,
    now,
  }: { readonly readAt: number | undefined; readonly othersReadAt: number | undefined; readonly now: number },
): 'unavailable' | Error {
  const hasEvidence = othersReadAt !== undefined && Math.floor(now / 1000) - othersReadAt <= EVIDENCE_SECONDS;
  if (!namesCause && !hasEvidence) return accountError;
  return readAt === undefined ? 'unavailable' : resourceError;
}
