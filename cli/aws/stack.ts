import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CommandError } from '../exit.ts';

/** A deployed stack, by its outputs. */
export type Stack = {
  readonly name: string;
  readonly bucket: string;
  /** What the keys of landed objects begin with, without a slash at its end. */
  readonly prefix: string;
  readonly table: string;
  readonly functionName: string;
  readonly scheduleGroup: string;
  /** Days after which the stack has landed objects deleted; undefined where it does not. */
  readonly expirationDays: number | undefined;
};

/** @throws CommandError where there is no such stack */
export async function describeStack(client: CloudFormationClient, name: string): Promise<Stack> {
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: name })).catch((error: unknown) => {
    if (!(error instanceof Error && error.message.includes('does not exist'))) throw error;
    throw new CommandError(
      `There is no stack ${name} in this region and account. Check --stack, --region and --profile, or deploy it: npx cdk deploy -c subdomain=…`,
    );
  });
  const outputs = new Map(
    Stacks.flatMap(({ Outputs = [] }) => Outputs).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
  );
  const output = (key: string): string => {
    const value = outputs.get(key);
    if (value !== undefined) return value;
    throw new CommandError(
      `The stack ${name} has no output ${key}: it is not a zendesk-lake stack, or an older one. Deploy it again.`,
    );
  };
  const expirationDays = outputs.get('ObjectExpirationDays');
  return {
    name,
    bucket: output('LakeBucketName'),
    prefix: output('LakePrefix'),
    table: output('CursorTableName'),
    functionName: output('FunctionName'),
    scheduleGroup: output('ScheduleGroupName'),
    expirationDays: expirationDays === undefined ? undefined : Number(expirationDays),
  };
}
