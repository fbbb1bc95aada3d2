import * as z from 'zod/mini';

const tagKey = z
  .string()
  .check(
    z.minLength(1),
    z.maxLength(128),
    z.regex(/^(?!aws:)/i, 'expected a key that does not start with aws:, which AWS reserves'),
  );

/** The options that rules of an organization may require. */
export const GOVERNANCE_OPTIONS = {
  /** Tags of the stack, which CloudFormation adds to all resources that can have tags. Default: none. */
  tags: z.exactOptional(z.record(tagKey, z.string().check(z.maxLength(256)))),
  /** Name or ARN of the IAM policy that limits the permissions of all roles of the stack. Default: none. */
  permissionsBoundary: z.exactOptional(
    z
      .string()
      .check(
        z.regex(
          /^(arn:aws[a-z-]*:iam::(\d{12}|aws):policy\/)?[\w+=,.@/-]{1,512}$/,
          'expected the name or the ARN of an IAM policy',
        ),
      ),
  ),
  /** Whether to create a managed policy that allows all commands of the command line. Default: false. */
  operatorPolicy: z.optional(z.boolean('expected true or false')),
};
