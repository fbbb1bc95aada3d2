import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod/mini';
import { parseScheduleExpression } from '#common/schedule-expression.ts';
import { exportRequestSchema } from '#functions/export/core/export-request.ts';
import { DEFAULT_PREFIX } from './defaults.ts';

const scheduleExpression = z
  .string()
  .check(
    z.refine(
      (expression) => parseScheduleExpression(expression) !== undefined,
      'expected rate(5 minutes), or a cron(...) or at(...) expression of EventBridge Scheduler',
    ),
  );

/** One Zendesk account: its export request without the defaults, its schedule and its secret. */
export const accountSchema = z.extend(z.omit(exportRequestSchema, { credentialsSecretId: true }), {
  subdomain: z.pipe(
    z.string('expected the acme of acme.zendesk.com: -c subdomain=acme, or an entry of accounts for each in cdk.json'),
    exportRequestSchema.shape.subdomain,
  ),
  /** When to run: an expression of EventBridge Scheduler. Default: `rate(1 minute)`. */
  schedule: z.optional(scheduleExpression),
  /**
   * Name of an existing secret of this AWS account with the credentials. If it is encrypted with a KMS key of your own,
   * grant the function's role access in the key policy. Default: the stack creates an empty one, named
   * `zendesk-lake/<subdomain>`.
   */
  credentialsSecret: z.optional(
    z
      .string()
      .check(z.maxLength(512), z.regex(/^[\w/+=.@-]+$/, 'expected the name of a secret of this account, not its ARN')),
  ),
});

const RETENTION_DAYS = Object.values(RetentionDays).filter(
  (days): days is RetentionDays => typeof days === 'number' && days !== RetentionDays.INFINITE,
);

/** The options of the stack, each with its documentation and default. */
export const configSchema = z
  .strictObject({
    /** The Zendesk accounts to export. */
    accounts: z.readonly(
      z
        .array(accountSchema)
        .check(z.minLength(1, 'expected at least one account'), z.check(refuseTwoSchedulesForOneExport)),
    ),
    /**
     * Name of an existing bucket to land in. Its owner manages encryption, lifecycle and notifications. If it is
     * encrypted with a KMS key, grant the function's role access in the key policy. Default: the stack creates one.
     */
    lakeBucket: z.optional(
      z.string().check(z.regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'expected the name of an S3 bucket')),
    ),
    /** Prefix of the keys of landed objects, without a slash at either end. Default: `zendesk`. */
    lakePrefix: z.optional(
      z.string().check(
        z.regex(
          // The prefix becomes part of an IAM resource, where `*`, `?` and `${` are wildcards and variables,
          // and of a path that Athena reads, where names that begin with `_` or `.` are hidden.
          /^[a-z0-9][\w.=-]*(\/[a-z0-9][\w.=-]*)*$/i,
          'expected path segments of letters, digits and _ . = -, without a slash at either end',
        ),
      ),
    ),
    /** Days after which landed objects expire. Only for a bucket that the stack creates. Default: never. */
    objectExpirationDays: z.optional(z.int().check(z.positive())),
    /** Days to keep the function's logs, one of the values that CloudWatch accepts. Default: 30. */
    logRetentionDays: z.optional(z.literal(RETENTION_DAYS)),
    /** Whether to create tables over the landed objects, in the Glue Data Catalog, and an Athena workgroup. Default: true. */
    catalog: z.optional(z.boolean('expected true or false')),
    /** Name of the Glue database. The workgroup has the same name, with hyphens. Default: `zendesk_lake`. */
    catalogDatabase: z.optional(
      z.string().check(z.regex(/^[a-z][a-z0-9_]{0,62}$/, 'expected lower-case letters, digits and _')),
    ),
    /** Maximum GiB, as stored in S3, that one query in the workgroup may read. Athena cancels it beyond. Default: 100. */
    scanLimitGiB: z.optional(z.number().check(z.minimum(0.01, 'expected at least 0.01: Athena takes no less'))),
    /** When to update the compacted table: an expression of EventBridge Scheduler. Needs the catalog. Default: never. */
    compactionSchedule: z.optional(scheduleExpression),
    /**
     * Email address to notify when an alarm fires. SNS asks it for a confirmation first. Default: none, but alarms still
     * publish to the topic.
     */
    alarmEmail: z.optional(z.string().check(z.regex(/^[^\s@]+@[^\s@]+$/, 'expected an e-mail address'))),
    /** Whether to create a CloudWatch dashboard. Default: true. */
    dashboard: z.optional(z.boolean('expected true or false')),
    /**
     * Alarm after this many minutes without catching up, unless the backlog is shrinking. Default: 60, or one and a half
     * times the time between two polls if that is longer.
     */
    alarmStaleMinutes: z.optional(z.int().check(z.positive())),
    /** Alarm after this many consecutive runs that neither caught up nor moved the position. Default: 3. */
    alarmStalledRuns: z.optional(z.int().check(z.positive())),
    /** Alarm if this many of three periods had a failure. Default: 2. */
    alarmFailures: z.optional(z.int().check(z.minimum(1, 'expected 1 to 3'), z.maximum(3, 'expected 1 to 3'))),
    /** Alarm this many days before an API token expires. Default: 30. */
    alarmApiTokenDays: z.optional(z.int().check(z.positive())),
    /**
     * Alarm if a run takes this percentage of the function's timeout. A run with more to do ends itself a little more
     * than a second before the timeout. Default: 99.9.
     */
    alarmDurationPercent: z.optional(z.number().check(z.positive(), z.maximum(100))),
  })
  .check(
    z.refine((config) => config.lakeBucket === undefined || config.objectExpirationDays === undefined, {
      path: ['objectExpirationDays'],
      error: 'the lifecycle of an existing lakeBucket is up to its owner, so set it there',
    }),
    z.refine((config) => config.catalog !== false || config.compactionSchedule === undefined, {
      path: ['compactionSchedule'],
      error: 'compaction reads the tables of the catalog, so it needs catalog to be true',
    }),
    z.check(refuseTwoLayoutsUnderOnePrefix),
  );

/** The options of the stack as written, without defaults: constructs and function apply these. */
export type ExporterConfig = z.input<typeof configSchema>;

/** One account of {@link ExporterConfig}. */
export type Account = z.input<typeof accountSchema>;

/** Of two schedules for one export, possibly with different options, one would only find the other's lease held. */
function refuseTwoSchedulesForOneExport(accounts: z.core.ParsePayload<z.output<typeof accountSchema>[]>): void {
  const scheduledBy = new Map<string, number>();
  for (const [index, account] of accounts.value.entries()) {
    for (const resource of new Set(account.resources)) {
      const name = `${account.subdomain}/${resource}`;
      const other = scheduledBy.get(name);
      if (other === undefined) scheduledBy.set(name, index);
      else {
        const message = `${name} is scheduled by accounts.${other} already, and an export has one schedule`;
        accounts.issues.push({ code: 'custom', path: [index], input: account, message });
      }
    }
  }
}

/**
 * The tables over a prefix read one layout only. A deployment does not see which objects an earlier one has landed, but
 * by default that one landed whole pages under the default prefix.
 */
function refuseTwoLayoutsUnderOnePrefix(config: z.core.ParsePayload<LayoutsAndPrefix>): void {
  const { accounts, lakePrefix = DEFAULT_PREFIX } = config.value;
  const refuse = (path: PropertyKey[], message: string): void =>
    void config.issues.push({ code: 'custom', path, input: config.value, message });
  const [first, ...others] = accounts;
  for (const [index, { layout }] of others.entries()) {
    if (layout === first?.layout) continue;
    const message =
      'accounts.0 has another one, and all that lies under one lakePrefix has one layout: give them the same';
    refuse(['accounts', index + 1, 'layout'], message);
  }
  if (lakePrefix === DEFAULT_PREFIX && accounts.some(({ layout }) => layout === 'ndjson')) {
    const message = `under ${DEFAULT_PREFIX} lie whole pages; ndjson needs a lakePrefix of its own, such as ${DEFAULT_PREFIX}-ndjson`;
    refuse(['lakePrefix'], message);
  }
}

type LayoutsAndPrefix = {
  readonly accounts: readonly Pick<z.output<typeof accountSchema>, 'layout'>[];
  readonly lakePrefix?: string | undefined;
};
