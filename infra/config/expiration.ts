import type { Account, ExporterConfig } from './config-schema.ts';
import { listReplacedLists } from './requested-resources.ts';

const DAY = 86_400;

/** The options that decide when objects expire. */
type ExpirationOptions = Pick<ExporterConfig, 'lakeBucket' | 'objectExpirationDays' | 'snapshotExpirationDays'> & {
  readonly accounts: readonly Pick<Account, 'subdomain' | 'resources' | 'snapshotSeconds'>[];
};

const OPTIONS = ['objectExpirationDays', 'snapshotExpirationDays'] as const;

type Problem = { readonly option: (typeof OPTIONS)[number]; readonly message: string };

/** Finds the expirations that the stack cannot set, or that would make the views of a list empty. */
export const findExpirationProblems = (options: ExpirationOptions): Problem[] =>
  OPTIONS.flatMap((option) => {
    const message = describeProblem(option, options);
    return message === undefined ? [] : [{ option, message }];
  });

function describeProblem(option: Problem['option'], options: ExpirationOptions): string | undefined {
  const { [option]: days, lakeBucket, objectExpirationDays } = options;
  if (days === undefined) return undefined;
  if (lakeBucket !== undefined) {
    return 'the stack does not manage an existing lakeBucket, so add a lifecycle rule to the bucket instead';
  }
  return describeTooEarly(days, options) ?? describeTooLate(days, objectExpirationDays);
}

function describeTooEarly(days: number, { accounts }: Pick<ExpirationOptions, 'accounts'>): string | undefined {
  const [slowest] = accounts
    .flatMap((account) => listReplacedLists(account).map((list) => ({ ...list, account: account.subdomain })))
    .toSorted((one, other) => other.snapshotSeconds - one.snapshotSeconds);
  if (slowest === undefined) return undefined;
  const { account, name, snapshotSeconds } = slowest;
  const least = Math.ceil((3 * snapshotSeconds) / DAY);
  if (days >= least) return undefined;
  return `expected at least ${least}, three times the longest snapshotSeconds (${snapshotSeconds} of ${account}/${name}), because the latest complete snapshot of a list must not expire before the next one is complete`;
}

/** S3 applies the shorter of two expirations: https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-conflicts.html */
const describeTooLate = (days: number, objectExpirationDays = Infinity): string | undefined =>
  days <= objectExpirationDays
    ? undefined
    : `expected at most ${objectExpirationDays}, because all objects expire after objectExpirationDays`;
