import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod/mini';
import { exportRequestSchema } from '#functions/export/core/export-request.ts';
import { DEFAULT_PREFIX } from './defaults.ts';

const scheduleExpression = z
  .string()
  .check(
    z.regex(
      /^(rate\([1-9]\d* (minute|hour|day)s?\)|cron\(\S+( \S+){5}\)|at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\))$/,
      'expected rate(5 minutes), or a cron(...) or at(...) expression of EventBridge Scheduler',
    ),
  );

/** One Zendesk account: its export request, as far as it differs from the defaults, and how it is run. */
export const accountSchema = z.extend(z.omit(exportRequestSchema, { credentialsSecretId: true }), {
  subdomain: z.pipe(
    z.string('expected the acme of acme.zendesk.com: -c subdomain=acme, or an entry of accounts for each in cdk.json'),
    exportRequestSchema.shape.subdomain,
  ),
  /** When to run, as EventBridge Scheduler spells it. Default: `rate(1 minute)`. */
  schedule: z.optional(scheduleExpression),
  /** Name of an existing secret with the credentials. Default: the stack creates an empty one. */
  credentialsSecret: z.optional(
    z
      .string()
      .check(z.maxLength(512), z.regex(/^[\w/+=.@-]+$/, 'expected the name of a secret of this account, not its ARN')),
  ),
});

const daysThatCloudWatchKnows = Object.values(RetentionDays).filter(
  (days): days is RetentionDays => typeof days === 'number' && days !== RetentionDays.INFINITE,
);

/** What to deploy. */
export const configSchema = z
  .strictObject({
    /** The Zendesk accounts to export. */
    accounts: z
      .array(accountSchema)
      .check(z.minLength(1, 'expected at least one account'), z.check(refuseTwoSchedulesForOneExport)),
    /** Name of an existing bucket to land in. Default: the stack creates one. */
    lakeBucket: z.optional(
      z.string().check(z.regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'expected the name of an S3 bucket')),
    ),
    /** What the keys of landed objects begin with. Default: `zendesk`. */
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
    /** Days after which landed objects expire. Default: never. */
    objectExpirationDays: z.optional(z.int().check(z.positive())),
    /** Days to keep the function's logs. Default: 30. */
    logRetentionDays: z.optional(z.literal(daysThatCloudWatchKnows)),
    /** Whether to make tables of what is landed, in the Glue catalogue, and an Athena workgroup. Default: true. */
    catalogue: z.optional(z.boolean('expected true or false')),
    /** Name of the catalogue's database. Default: `zendesk_lake`. */
    catalogueDatabase: z.optional(
      z.string().check(z.regex(/^[a-z][a-z0-9_]{0,62}$/, 'expected lower-case letters, digits and _')),
    ),
    /** The most that one query in the workgroup may read, in GiB. Default: 100. */
    scanLimitGiB: z.optional(z.number().check(z.minimum(0.01, 'expected at least 0.01: Athena takes no less'))),
    /** When to bring the compacted table up to date, as EventBridge Scheduler spells it. Default: never. */
    compactionSchedule: z.optional(scheduleExpression),
    /** Who is mailed when an alarm rings. Default: nobody. */
    alarmEmail: z.optional(z.string().check(z.regex(/^[^\s@]+@[^\s@]+$/, 'expected an e-mail address'))),
    /** Whether to make a dashboard in CloudWatch. Default: true. */
    dashboard: z.optional(z.boolean('expected true or false')),
    /** Minutes since an export had caught up. Default: 60, or one and a half times what lies between two polls, where that is longer. */
    alarmStaleMinutes: z.optional(z.int().check(z.positive())),
    /** Runs in a row that neither caught up nor moved the position. Default: 3. */
    alarmStalledRuns: z.optional(z.int().check(z.positive())),
    /** Periods with a failure, of three. Default: 2. */
    alarmFailures: z.optional(z.int().check(z.minimum(1, 'expected 1 to 3'), z.maximum(3, 'expected 1 to 3'))),
    /** Days that an API token has left. Default: 30. */
    alarmApiTokenDays: z.optional(z.int().check(z.positive())),
    /** How much of its time-out a run may take, in percent. Default: 99.9. */
    alarmDurationPercent: z.optional(z.number().check(z.positive(), z.maximum(100))),
  })
  .check(
    z.refine((config) => config.lakeBucket === undefined || config.objectExpirationDays === undefined, {
      path: ['objectExpirationDays'],
      error: 'the lifecycle of an existing lakeBucket is up to its owner, so set it there',
    }),
    z.refine((config) => config.catalogue !== false || config.compactionSchedule === undefined, {
      path: ['compactionSchedule'],
      error: 'what is compacted are the tables of the catalogue, so leave catalogue on',
    }),
    z.check(refuseTwoLayoutsUnderOnePrefix),
  );

/** What to deploy, as it was written: defaults belong to the constructs and to the function. */
export type ExporterConfig = z.input<typeof configSchema>;

/** One account of {@link ExporterConfig}. */
export type Account = z.input<typeof accountSchema>;

/** Two schedules for one export would only find each other's lease held, with options that may differ. */
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
 * Tables over a prefix read one layout only. A deployment does not see what an earlier one has landed, but that one
 * landed pages under the default prefix, unless it was told otherwise.
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
