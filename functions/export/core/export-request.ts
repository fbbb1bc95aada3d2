import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';
import { InvalidRequestError } from './errors.ts';
import type { Resource } from './resource.ts';
import { RESOURCES, type Resources } from './resources.ts';

// zod/mini includes no error messages. Without a locale every message would be "Invalid input".
z.config(en());

const isoInstant = z.pipe(
  z.union([z.iso.datetime({ offset: true }), z.iso.datetime({ offset: true, precision: -1 })]),
  z.transform((text: string) => Math.floor(Date.parse(text) / 1000)),
);

const isDistinct = (values: readonly unknown[]): boolean => new Set(values).size === values.length;

const startTime = z
  .union([z.int(), isoInstant], 'expected epoch seconds, or ISO 8601 with Z or an offset')
  .check(
    z.minimum(0, 'expected a time in 1970 or later'),
    z.maximum(9_999_999_999, 'expected epoch seconds, not milliseconds'),
  );
const include = z.array(
  z.string().check(z.regex(/^[\w().]+$/, 'expected the name of a sideload')),
  'expected a list such as ["users", "groups"]',
);
const supportTypeScope = z.enum(['agent', 'ai_agent', 'all']);
const pageSize = z.int().check(z.minimum(10), z.maximum(1000));
const settleSeconds = z.int().check(z.minimum(0), z.maximum(3600));
const pollSeconds = z.int().check(z.minimum(0), z.maximum(86_400));
const snapshotSeconds = z.int().check(z.minimum(300), z.maximum(604_800));

/** The options that a request can set for one resource alone. They override those of the whole request. */
const overrides = {
  include: z.optional(include),
  supportTypeScope: z.optional(supportTypeScope),
  startTime: z.optional(startTime),
  pageSize: z.optional(pageSize),
  settleSeconds: z.optional(settleSeconds),
  pollSeconds: z.optional(pollSeconds),
  snapshotSeconds: z.optional(snapshotSeconds),
};

/** The members of a resource's object form. */
export const RESOURCE_OPTIONS: readonly string[] = ['name', ...Object.keys(overrides)];

/** Seconds without catching up after which an export is stale, if the request does not say otherwise. */
export const DEFAULT_STALE_SECONDS = 3600;

const NOT_A_SUBDOMAIN = 'expected a subdomain such as acme (for acme.zendesk.com)';

const fields = {
  /** The Zendesk account: `acme` for `acme.zendesk.com`. */
  subdomain: z.string(NOT_A_SUBDOMAIN).check(z.regex(/^[a-z0-9][a-z0-9-]*$/, NOT_A_SUBDOMAIN)),
  /** Name or ARN of the Secrets Manager secret with the account's credentials. */
  credentialsSecretId: z.string().check(z.minLength(1, 'expected the name or ARN of a secret')),
  /** Start time of an export that has no checkpoint yet: epoch seconds, or ISO 8601 with `Z` or an offset. Default: 0. */
  startTime: z._default(startTime, 0),
  /** Sideloads, sent as `include=a,b` to the resources that have them. Default: the resource's default. */
  include: z._default(include, []),
  /** Sent as `support_type_scope`. Default: not sent, which Zendesk treats as `agent`. */
  supportTypeScope: z.optional(supportTypeScope),
  /** Sent as `per_page`. Default: 1000, Zendesk's maximum. */
  pageSize: z._default(pageSize, 1000),
  /** Maximum export requests that this run may start in any 60 s. Default: limited by Zendesk's rate header only. */
  requestsPerMinute: z.optional(z.number().check(z.positive())),
  /** Rate-limit share: maximum fraction (0 < n ≤ 1) of each rate-limit window that this run uses. Default: 1. */
  allowanceShare: z._default(z.number().check(z.positive(), z.maximum(1)), 1),
  /** Lookback window in seconds: how long after its timestamp a record may still appear. Default: the resource's. */
  settleSeconds: z.optional(settleSeconds),
  /** Minimum seconds between two polls of an export, unless the first one ran out of time. Default: the resource's. */
  pollSeconds: z.optional(pollSeconds),
  /** Seconds between the starts of two snapshots of a list. Default: 86,400, a day. */
  snapshotSeconds: z._default(snapshotSeconds, 86_400),
  /**
   * Seconds that an export may be behind without shrinking its backlog before it is stale (metric `FreshnessRatio`), at
   * least two poll intervals. Default: one hour.
   */
  staleSeconds: z.optional(z.int().check(z.positive())),
  /** Compression of landed objects. Default: gzip. */
  compression: z._default(z.enum(['gzip', 'none']), 'gzip'),
  /**
   * Layout of landed objects: `page` lands each page as Zendesk sent it. `ndjson` lands one record per line and each
   * sideload in a separate dataset. Use one layout per prefix of the lake. Default: page.
   */
  layout: z._default(z.enum(['page', 'ndjson']), 'page'),
};

/** The resources to export if the request names none. */
export const DEFAULT_RESOURCES: readonly string[] = ['tickets'];

/**
 * Returns the schema of one requested resource: its name, or an object with its name and the options that apply to it
 * alone.
 *
 * @param words - other words that are accepted as names
 */
export function requestedResource(resources: Resources, words: readonly string[] = []) {
  const names = Object.keys(resources);
  const withOptions = z
    .strictObject({ name: oneOf(names), ...overrides })
    .check(z.check(({ value, issues }) => void issues.push(...findUnsupported(value, resources))));
  return z.union(
    [oneOf([...words, ...names]), withOptions],
    'expected the name of a resource, or an object with name and options',
  );
}

const oneOf = (names: readonly string[]): z.ZodMiniString<string> =>
  z.string().check(
    z.refine((value) => names.includes(value), `expected one of: ${names.join(', ')}`),
    // For the JSON Schema of the settings file.
    z.meta({ enum: [...names] }),
  );

/** One resource of an export request, and the options that apply to it alone. */
type RequestedResource = z.infer<z.ZodMiniObject<{ name: z.ZodMiniString } & typeof overrides>>;

/** Returns an issue for each option that the resource does not have. */
function findUnsupported(value: RequestedResource, resources: Resources): z.core.$ZodRawIssue[] {
  const resource: Resource | undefined = resources[value.name];
  if (resource === undefined) return [];
  const { include, supportTypeScope } = resource.options;
  const unsupported: Partial<Record<keyof typeof overrides, boolean>> = {
    include: include === null,
    supportTypeScope: !supportTypeScope,
    ...unsupportedByKind(resource),
  };
  return Object.entries(unsupported)
    .filter(([option, isUnsupported]) => isUnsupported && Object.hasOwn(value, option))
    .map(([option]) => ({ code: 'custom', path: [option], input: value, message: `${value.name} has no such option` }));
}

const unsupportedByKind = (resource: Resource): Partial<Record<keyof typeof overrides, boolean>> =>
  resource.kind === 'list'
    ? { startTime: resource.window === undefined, pageSize: true, settleSeconds: true }
    : { pageSize: !resource.pagination.takesPageSize, snapshotSeconds: true };

const schemaFor = (resources: Resources) => {
  const resource = z.pipe(
    requestedResource(resources),
    z.transform((value): RequestedResource => (typeof value === 'string' ? { name: value } : value)),
  );
  const requested = z.array(resource).check(
    z.minLength(1, 'expected at least one resource'),
    z.refine((values) => isDistinct(values.map(({ name }) => name)), 'expected distinct resources'),
  );
  return z.strictObject({
    ...fields,
    resources: z._default(
      requested,
      DEFAULT_RESOURCES.map((name) => ({ name })),
    ),
  });
};

/**
 * The Lambda function's event: the Zendesk account, the resources to export and their options. EventBridge Scheduler
 * sends it as the schedule's input; operators can invoke the function with the same event. Unknown fields are rejected.
 */
export const exportRequestSchema = schemaFor(RESOURCES);

/** An export request with its defaults filled in and `startTime` in epoch seconds. */
export type ExportRequest = z.infer<typeof exportRequestSchema>;

/** An export request before parsing. Only `subdomain` and `credentialsSecretId` are required. */
export type ExportRequestInput = z.input<typeof exportRequestSchema>;

/**
 * Validates an export request and fills in the defaults.
 * @param resources - the resources that can be exported
 * @throws InvalidRequestError with the name of every field that is unknown, missing, of the wrong type or out of range
 */
export function parseExportRequest(event: unknown, resources: Resources = RESOURCES): ExportRequest {
  const schema = resources === RESOURCES ? exportRequestSchema : schemaFor(resources);
  const parsed = schema.safeParse(event);
  if (!parsed.success) {
    throw new InvalidRequestError(`The export request is not valid. ${describeIssues(parsed.error.issues)}`);
  }
  const unknown = findUnknownSideload(parsed.data, resources);
  if (unknown === undefined) return parsed.data;
  throw new InvalidRequestError(`The export request is not valid. include.${unknown.index}: ${unknown.problem}.`);
}

/**
 * Finds the first sideload that none of the requested resources has.
 * @param request - a request whose fields are valid
 * @returns its index in `include`; undefined if every sideload is known
 */
export function findUnknownSideload(
  request: Pick<ExportRequest, 'resources' | 'include'>,
  resources: Resources = RESOURCES,
): { readonly index: number; readonly problem: string } | undefined {
  const known = request.resources.flatMap(({ name }) => resources[name]?.options.include?.known ?? []);
  const index = request.include.findIndex((name) => !known.includes(name));
  if (index === -1) return undefined;
  return { index, problem: `expected a sideload of the requested resources: ${known.join(', ') || 'they have none'}` };
}

/** Describes an unknown field of the object at a path. */
type DescribeUnknown = (path: readonly PropertyKey[], key: string) => string;

/** Describes any other issue, without a full stop. */
type DescribeProblem = (issue: z.core.$ZodIssue) => string;

const describeUnknownField: DescribeUnknown = (path, key) => `${[...path, key].join('.')}: unknown field.`;

/** Returns one sentence per issue. Each begins with the field's name, and none quotes a value. */
export function describeIssues(
  issues: readonly z.core.$ZodIssue[],
  describeUnknown: DescribeUnknown = describeUnknownField,
  describeProblem: DescribeProblem = ({ message }) => message,
): string {
  return issues.map((issue) => describeIssue(issue, describeUnknown, describeProblem)).join(' ');
}

function describeIssue(
  issue: z.core.$ZodIssue,
  describeUnknown: DescribeUnknown,
  describeProblem: DescribeProblem,
): string {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => describeUnknown(issue.path, key)).join(' ');
  }
  if (issue.code === 'invalid_union') {
    // Describe the fields of an object instead of the missing text.
    const within = issue.errors.find((errors) => errors.every(isWithinObject));
    if (within !== undefined)
      return describeIssues(
        within.map((each) => ({ ...each, path: [...issue.path, ...each.path] })),
        describeUnknown,
        describeProblem,
      );
  }
  const field = issue.path.length === 0 ? 'event' : issue.path.join('.');
  const problem = describeProblem(issue);
  return `${field}: ${problem}${problem.endsWith('?') ? '' : '.'}`;
}

const isWithinObject = (issue: z.core.$ZodIssue): boolean =>
  issue.path.length > 0 || issue.code === 'unrecognized_keys';
