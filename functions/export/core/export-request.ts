import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';
import { InvalidRequestError } from './errors.ts';
import { isResourceName, RESOURCES, type ResourceName } from './resource.ts';

// Zod's small variant brings no messages of its own: without them a field would only be called "Invalid input".
z.config(en());

const isoInstant = z.pipe(
  z.union([z.iso.datetime({ offset: true }), z.iso.datetime({ offset: true, precision: -1 })]),
  z.transform((text: string) => Math.floor(Date.parse(text) / 1000)),
);

const isDistinct = (values: readonly unknown[]): boolean => new Set(values).size === values.length;

/** What is exported if an export request names no resources. */
export const DEFAULT_RESOURCES: ResourceName[] = ['tickets'];

/**
 * The function's event: what to export, of which Zendesk account. EventBridge Scheduler sends it as the
 * schedule's input; a person may send the same by hand. Unknown fields are refused.
 */
export const exportRequestSchema = z.strictObject({
  /** The Zendesk account: `acme` of `acme.zendesk.com`. */
  subdomain: z.string().check(z.regex(/^[a-z0-9][a-z0-9-]*$/, 'expected the acme of acme.zendesk.com')),
  /** Name or ARN of the Secrets Manager secret with the account's credentials. */
  credentialsSecretId: z.string().check(z.minLength(1, 'expected the name or ARN of a secret')),
  /** What to export. Default: tickets. */
  resources: z._default(
    z
      .array(z.custom<ResourceName>(isResourceName, `expected one of: ${Object.keys(RESOURCES).join(', ')}`))
      .check(z.minLength(1, 'expected at least one resource'), z.refine(isDistinct, 'expected distinct resources')),
    DEFAULT_RESOURCES,
  ),
  /** Epoch seconds where an export without a cursor begins; ISO 8601 with `Z` or an offset is taken too. Default: 0. */
  startTime: z._default(
    z
      .union([z.int(), isoInstant], 'expected epoch seconds, or ISO 8601 with Z or an offset')
      .check(
        z.minimum(0, 'expected a time in 1970 or later'),
        z.maximum(9_999_999_999, 'expected epoch seconds, not milliseconds'),
      ),
    0,
  ),
  /** Sideloads, sent as `include=a,b`. Default: none. */
  include: z._default(z.array(z.string().check(z.regex(/^[\w().]+$/, 'expected the name of a sideload'))), []),
  /** Sent as `support_type_scope`. Default: not sent, and Zendesk takes `agent`. */
  supportTypeScope: z.optional(z.enum(['agent', 'ai_agent', 'all'])),
  /** Sent as `per_page`. Default: 1000, Zendesk's maximum. */
  pageSize: z._default(z.int().check(z.minimum(10), z.maximum(1000)), 1000),
  /** The most export requests that this run may start in any 60 s. Default: what Zendesk's rate header allows. */
  requestsPerMinute: z.optional(z.number().check(z.positive())),
  /** The part of a rate-limit window's requests that this run may use: above 0, up to 1. Default: 1, all that others leave. */
  allowanceShare: z._default(z.number().check(z.positive(), z.maximum(1)), 1),
  /** Seconds after its own second during which a record may still show. Default: 300. */
  settleSeconds: z._default(z.int().check(z.minimum(0), z.maximum(3600)), 300),
  /** Seconds after a run's end during which the next one rests, unless that one handed over. Default: 0. */
  pollSeconds: z._default(z.int().check(z.minimum(0), z.maximum(86_400)), 0),
  /** Compression of landed objects. Default: gzip. */
  compression: z._default(z.enum(['gzip', 'none']), 'gzip'),
  /**
   * How pages lie in the lake: `page` lands each as Zendesk sent it, `ndjson` one record per line and each sideload in
   * a dataset of its own. A prefix of the lake has one layout. Default: page.
   */
  layout: z._default(z.enum(['page', 'ndjson']), 'page'),
});

/** An export request with its defaults filled in and `startTime` in epoch seconds. */
export type ExportRequest = z.infer<typeof exportRequestSchema>;

/** An export request as a person or a schedule writes it: only `subdomain` and `credentialsSecretId` are required. */
export type ExportRequestInput = z.input<typeof exportRequestSchema>;

/**
 * Reads an export request.
 * @throws InvalidRequestError naming every field that is unknown, missing, of a wrong type or impossible.
 */
export function parseExportRequest(event: unknown): ExportRequest {
  const parsed = exportRequestSchema.safeParse(event);
  if (parsed.success) return parsed.data;
  throw new InvalidRequestError(`The export request is not valid. ${describeIssues(parsed.error.issues)}`);
}

/** One sentence per issue, each beginning with the field's name, without repeating any value. */
export function describeIssues(issues: readonly z.core.$ZodIssue[]): string {
  return issues.map(describeIssue).join(' ');
}

function describeIssue(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${[...issue.path, key].join('.')}: unknown field.`).join(' ');
  }
  const field = issue.path.length === 0 ? 'event' : issue.path.join('.');
  return `${field}: ${issue.message}.`;
}
