import * as z from 'zod/mini';

/** The options that rules of an organization may require. */
export const GOVERNANCE_OPTIONS = {
  /** Tags of the stack, which CloudFormation adds to all resources that can have tags. Default: none. */
  tags: z.exactOptional(
    z
      .record(z.string(), z.string().check(z.maxLength(256)))
      .check(
        z.refine(
          (tags) => Object.keys(tags).every((key) => /^(?!aws:).{1,128}$/i.test(key)),
          'expected keys of 1 to 128 characters that do not start with aws:, which AWS reserves',
        ),
      ),
  ),
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
