import * as z from 'zod/mini';
import { findScheduleProblem } from '#common/schedule-problem.ts';

/** An expression that EventBridge Scheduler accepts. */
export const scheduleExpression = z.string().check(
  z.check(({ value, issues }) => {
    const message = findScheduleProblem(value);
    if (message !== undefined) issues.push({ code: 'custom', input: value, message });
  }),
);

/** An S3 bucket, by the rules that the CDK checks too, with a stack trace. */
export const bucketName = z
  .string()
  .check(
    z.regex(
      /^(?!\d{1,3}(\.\d{1,3}){3}$)(?!.*(\.\.|\.-|-\.))[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
      'expected an S3 bucket name: 3 to 63 lowercase letters, digits, - and . without .. or .- or -. and no IP address',
    ),
  );

/** The ARN of a KMS key. Not an alias: IAM statements on keys ignore aliases. */
export const keyArn = z
  .string()
  .check(
    z.regex(
      /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/,
      'expected the ARN of a KMS key, such as arn:aws:kms:eu-west-1:111122223333:key/…, and not of an alias',
    ),
  );
