import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CommandError } from '../exit.ts';

/** The outputs of a deployed stack. */
export type Stack = {
  readonly name: string;
  readonly bucket: string;
  /** Key prefix of landed objects, without trailing slash. */
  readonly prefix: string;
  readonly table: string;
  readonly functionName: string;
  readonly scheduleGroup: string;
  /** Days after which landed objects expire; undefined if the stack sets no expiration. */
  readonly expirationDays: number | undefined;
  /** Days after which the snapshots of lists without a window expire; undefined if the stack sets no expiration. */
  readonly snapshotExpirationDays: number | undefined;
  readonly hasDashboard: boolean;
};

/**
 * Reads the outputs of a stack.
 * @throws CommandError if the stack does not exist or lacks an output
 */
export async function describeStack(client: CloudFormationClient, name: string): Promise<Stack> {
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: name })).catch((error: unknown) => {
    if (!(error instanceof Error && error.message.includes('does not exist'))) throw error;
    throw new CommandError(
      `Stack ${name} does not exist in this AWS account and region. Check --stack, --region and --profile, or deploy it: npx cdk deploy -c subdomain=…`,
    );
  });
  const outputs = new Map(
    Stacks.flatMap(({ Outputs = [] }) => Outputs).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
  );
  const output = (key: string): string => {
    const value = outputs.get(key);
    if (value !== undefined) return value;
    throw new CommandError(
      `Stack ${name} has no output ${key}. It is not a zendesk-lake stack, or it is outdated: redeploy it.`,
    );
  };
  const days = (key: string): number | undefined => {
    const value = outputs.get(key);
    return value === undefined ? undefined : Number(value);
  };
  return {
    name,
    bucket: output('LakeBucketName'),
    prefix: output('LakePrefix'),
    table: output('CursorTableName'),
    functionName: output('FunctionName'),
    scheduleGroup: output('ScheduleGroupName'),
    expirationDays: days('ObjectExpirationDays'),
    snapshotExpirationDays: days('SnapshotExpirationDays'),
    hasDashboard: outputs.has('DashboardName'),
  };
}
