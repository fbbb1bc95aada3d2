import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod/mini';
import { exportRequestSchema } from '../functions/export/core/request.ts';

/** One Zendesk account: its export request, as far as it differs from the defaults, and how it is run. */
export const accountSchema = z.extend(z.omit(exportRequestSchema, { credentialsSecretId: true }), {
  subdomain: z.pipe(
    z.string('expected the acme of acme.zendesk.com: -c subdomain=acme, or an entry of accounts for each in cdk.json'),
    exportRequestSchema.shape.subdomain,
  ),
  /** When to run, as EventBridge Scheduler spells it. Default: `rate(5 minutes)`. */
  schedule: z.optional(
    z
      .string()
      .check(
        z.regex(
          /^(rate\([1-9]\d* (minute|hour|day)s?\)|cron\(\S+( \S+){5}\)|at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\))$/,
          'expected rate(5 minutes), or a cron(...) or at(...) expression of EventBridge Scheduler',
        ),
      ),
  ),
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
  })
  .check(
    z.refine((config) => config.lakeBucket === undefined || config.objectExpirationDays === undefined, {
      path: ['objectExpirationDays'],
      error: 'the lifecycle of an existing lakeBucket is up to its owner, so set it there',
    }),
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
