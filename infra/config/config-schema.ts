import * as z from 'zod/mini';
import {
  type ExportRequestInput,
  exportRequestSchema,
  findUnknownSideload,
  requestedResource,
} from '#functions/export/core/export-request.ts';
import { RESOURCES } from '#functions/export/core/resources.ts';
import { bucketName, keyArn, scheduleExpression } from './aws-fields.ts';
import { DEFAULT_PREFIX } from './defaults.ts';
import { findExpirationProblems } from './expiration.ts';
import { GOVERNANCE_OPTIONS } from './governance-options.ts';
import { expandWords, RESOURCE_WORDS } from './requested-resources.ts';

/** One Zendesk account: its export request without defaults, its schedule and its secret. */
export const accountSchema = z.extend(z.omit(exportRequestSchema, { credentialsSecretId: true, staleSeconds: true }), {
  /**
   * UTC day of the account's oldest record, such as `2019-03-04`. The tables that are partitioned by day begin then. It
   * does not limit the export. Default: the year of `startTime`, or 2007.
   */
  firstDay: z.optional(
    z.iso
      .date('expected a day such as 2019-03-04')
      .check(z.refine((day) => Date.parse(day) <= Date.now(), 'expected a day in the past')),
  ),
  /** The resources to export, and the words that stand for several of them. Default: tickets. */
  resources: z.pipe(
    z.optional(
      z.pipe(
        z.array(requestedResource(RESOURCES, RESOURCE_WORDS), 'expected a list such as ["tickets", "users"]'),
        z.transform((requested): ExportRequestInput['resources'] => expandWords(requested)),
      ),
    ),
    exportRequestSchema.shape.resources,
  ),
  /** When to run: an EventBridge Scheduler expression. Default: `rate(1 minute)`. */
  schedule: z.optional(scheduleExpression),
  /**
   * Name of the secret with the credentials, or its full ARN. It has to exist before the first run. Default:
   * `zendesk-lake/<subdomain>`, with the name of the stack.
   */
  credentialsSecret: z.optional(
    z.string().check(
      z.maxLength(2048),
      z.regex(
        // With a part of an ARN, AWS would look for another secret if the name ends in a hyphen and six characters.
        /^([\w/+=.@-]{1,512}|arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+-[A-Za-z0-9]{6})$/,
        'expected the name of a secret, or its full ARN, which ends in a hyphen and six characters',
      ),
    ),
  ),
  /** ARN of the customer managed KMS key that encrypts the secret. Default: the AWS managed key. */
  secretKeyArn: z.optional(keyArn),
});

/** The values of the CDK's `RetentionDays` other than "infinite". The CLI reads this schema, and does not load the CDK. */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** The options of the stack, each with its documentation and default. */
export const configSchema = z
  .strictObject({
    /** The Zendesk accounts to export. */
    accounts: z.readonly(
      z
        .array(accountSchema, 'expected a list of accounts')
        .check(
          z.minLength(1, 'expected at least one account'),
          z.check(refuseTwoSchedulesForOneExport),
          z.check(refuseUnknownSideloads),
          z.check(refuseDistantStarts),
        ),
    ),
    /**
     * Name of the CloudFormation stack. The names of the secrets, the database, the workgroup, the alarms and the
     * dashboard begin with it. Default: `ZendeskLake`.
     */
    stackName: z.exactOptional(
      z
        .string()
        .check(z.regex(/^[a-z][a-z0-9-]{0,127}$/i, 'expected letters, digits and hyphens, starting with a letter')),
    ),
    /**
     * Name of an existing bucket to write to. You manage its encryption, lifecycle rules and notifications. Default: the
     * stack creates a bucket.
     */
    lakeBucket: z.optional(bucketName),
    /**
     * Name of the cursor table of an earlier stack, whose exports this stack continues. Requires its `lakeBucket`.
     * Default: the stack creates a table.
     */
    cursorTable: z.optional(z.string().check(z.regex(/^[\w.-]{3,255}$/, 'expected the name of a DynamoDB table'))),
    /**
     * ARN of the customer managed KMS key that encrypts the lake and the results of Athena. For an existing bucket, the
     * key of its default encryption. Default: SSE-S3.
     */
    lakeKeyArn: z.optional(keyArn),
    ...GOVERNANCE_OPTIONS,
    /** Prefix of the keys of landed objects, without a slash at either end. Default: `zendesk`. */
    lakePrefix: z.optional(
      z.string().check(
        z.regex(
          // The prefix becomes part of an IAM resource, in which `*`, `?` and `${` are wildcards and variables.
          // Athena ignores files and folders whose names begin with `_` or `.`.
          /^[a-z0-9][\w.=-]*(\/[a-z0-9][\w.=-]*)*$/i,
          'expected path segments of letters, digits and _ . = -, without a slash at either end',
        ),
      ),
    ),
    /** Days until landed objects expire. Only for a bucket that the stack creates. Default: never. */
    objectExpirationDays: z.optional(z.int().check(z.positive())),
    /**
     * Days until the snapshots of lists expire, at least three times the longest `snapshotSeconds`. Lists with a window
     * keep theirs, because no later snapshot has the same records. Only for a bucket that the stack creates. Default: as
     * all landed objects.
     */
    snapshotExpirationDays: z.optional(z.int().check(z.positive())),
    /** Days to keep the function's logs: one of the values that CloudWatch accepts. Default: 30. */
    logRetentionDays: z.optional(z.literal(RETENTION_DAYS)),
    /** Whether to create an Athena workgroup, and tables in the Glue Data Catalog. Default: true. */
    catalog: z.optional(z.boolean('expected true or false')),
    /** Name of the Glue database. The workgroup has the same name with hyphens. Default: that of the stack, such as `zendesk_lake`. */
    catalogDatabase: z.optional(
      z
        .string()
        .check(z.regex(/^[a-z][a-z0-9_]{0,62}$/, 'expected lowercase letters, digits and _, starting with a letter')),
    ),
    /** Maximum GiB, as stored in S3, that a query may read. Athena cancels a query that exceeds it. Default: 100. */
    scanLimitGiB: z.optional(z.number().check(z.minimum(0.01, 'expected at least 0.01, the minimum of Athena'))),
    /** When to update the compacted table: an EventBridge Scheduler expression. Requires `catalog`. Default: never. */
    compactionSchedule: z.optional(scheduleExpression),
    /**
     * Email address to notify when an alarm fires. SNS sends a confirmation request first. Default: none. Alarms publish
     * to the topic either way.
     */
    alarmEmail: z.optional(z.string().check(z.regex(/^[^\s@]+@[^\s@]+$/, 'expected an email address'))),
    /**
     * URL of a copy of docs/runbook.md that the people who receive alarms can open. Alarm texts and the dashboard link to
     * its sections. Default: the path in the clone.
     */
    runbookUrl: z.optional(
      z.string().check(z.maxLength(200), z.regex(/^https:\/\/[^\s#]+$/, 'expected an https URL without a fragment')),
    ),
    /** Whether to create a CloudWatch dashboard. Default: true. */
    dashboard: z.optional(z.boolean('expected true or false')),
    /**
     * Alarm after this many minutes in which an export of an account neither caught up nor shrank its backlog, but not
     * before two of its poll intervals. Default: 60, or 1.5 times the schedule's interval if that is longer.
     */
    alarmStaleMinutes: z.optional(z.int().check(z.positive())),
    /**
     * Alarm after this many consecutive runs in which an export of an account neither caught up nor moved its position.
     * Default: 3.
     */
    alarmStalledRuns: z.optional(z.int().check(z.positive())),
    /** Alarm if an export of an account failed in this many of the last three periods. Default: 2. */
    alarmFailures: z.optional(z.int().check(z.minimum(1, 'expected 1 to 3'), z.maximum(3, 'expected 1 to 3'))),
    /** Alarm this many days before an API token expires. Default: 30. */
    alarmApiTokenDays: z.optional(z.int().check(z.positive())),
    /**
     * Alarm if a run takes this percentage of the function's timeout. A run with more to do stops a little more than a
     * second before the timeout. Default: 99.9.
     */
    alarmDurationPercent: z.optional(z.number().check(z.positive(), z.maximum(100))),
  })
  .check(
    z.check(({ value, issues }) => {
      for (const { option, message } of findExpirationProblems(value)) {
        issues.push({ code: 'custom', path: [option], input: value, message });
      }
    }),
    z.refine((config) => config.catalog !== false || config.compactionSchedule === undefined, {
      path: ['compactionSchedule'],
      error: 'compaction reads the catalog tables, so set catalog to true or remove compactionSchedule',
    }),
    z.refine((config) => config.cursorTable === undefined || config.lakeBucket !== undefined, {
      path: ['cursorTable'],
      error: 'it continues exports whose earlier objects are in another bucket, so set lakeBucket to that bucket',
    }),
    z.check(refuseTwoLayoutsUnderOnePrefix),
  );

/** The options of the stack as the user wrote them. The constructs and the function apply the defaults. */
export type ExporterConfig = z.input<typeof configSchema>;

/** One account of {@link ExporterConfig}. */
export type Account = z.input<typeof accountSchema>;

/** Two schedules for one export would compete for its lease, possibly with different options. */
function refuseTwoSchedulesForOneExport(accounts: z.core.ParsePayload<z.output<typeof accountSchema>[]>): void {
  const scheduledBy = new Map<string, number>();
  for (const [index, account] of accounts.value.entries()) {
    for (const resource of new Set(account.resources.map(({ name }) => name))) {
      const name = `${account.subdomain}/${resource}`;
      const other = scheduledBy.get(name);
      if (other === undefined) scheduledBy.set(name, index);
      else {
        const message = `accounts.${other} already schedules ${name}; an export can have only one schedule`;
        accounts.issues.push({ code: 'custom', path: [index], input: account, message });
      }
    }
  }
}

/** The function would reject the request in every run. */
function refuseUnknownSideloads(accounts: z.core.ParsePayload<z.output<typeof accountSchema>[]>): void {
  for (const [index, account] of accounts.value.entries()) {
    const unknown = findUnknownSideload(account);
    if (unknown === undefined) continue;
    const path = [index, 'include', unknown.index];
    accounts.issues.push({ code: 'custom', path, input: account, message: unknown.problem });
  }
}

const YEAR_SECONDS = 366 * 86_400;

/** Until its start, an export counts as caught up. A mistyped year would pass without an alarm. */
function refuseDistantStarts(accounts: z.core.ParsePayload<z.output<typeof accountSchema>[]>): void {
  const latest = Date.now() / 1000 + YEAR_SECONDS;
  // A time in milliseconds has another error.
  const isDistant = (start = 0): boolean => start > latest && start < latest * 100;
  for (const [index, account] of accounts.value.entries()) {
    const overrides = account.resources.map(({ startTime }) => startTime);
    if (![account.startTime, ...overrides].some(isDistant)) continue;
    const message = 'expected a time that is at most a year ahead';
    accounts.issues.push({ code: 'custom', path: [index, 'startTime'], input: account, message });
  }
}

/**
 * The tables of a prefix read only one layout. A deployment cannot see which objects an earlier one wrote. By default,
 * that one wrote whole pages under the default prefix.
 */
function refuseTwoLayoutsUnderOnePrefix(config: z.core.ParsePayload<LayoutsAndPrefix>): void {
  const { accounts, lakePrefix = DEFAULT_PREFIX } = config.value;
  const refuse = (path: PropertyKey[], message: string): void =>
    void config.issues.push({ code: 'custom', path, input: config.value, message });
  const [first, ...others] = accounts;
  for (const [index, { layout }] of others.entries()) {
    if (layout === first?.layout) continue;
    const message = 'all accounts under one lakePrefix must use the same layout (accounts.0 uses a different one)';
    refuse(['accounts', index + 1, 'layout'], message);
  }
  if (lakePrefix === DEFAULT_PREFIX && accounts.some(({ layout }) => layout === 'ndjson')) {
    const message = `the prefix ${DEFAULT_PREFIX} is reserved for the page layout; set another lakePrefix for ndjson, such as ${DEFAULT_PREFIX}-ndjson`;
    refuse(['lakePrefix'], message);
  }
}

type LayoutsAndPrefix = {
  readonly accounts: readonly Pick<z.output<typeof accountSchema>, 'layout'>[];
  readonly lakePrefix?: string | undefined;
};
