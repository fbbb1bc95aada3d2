import {
  type CloudFormationClient,
  DescribeStacksCommand,
  type Stack as CloudFormationStack,
} from '@aws-sdk/client-cloudformation';
import { type Options, optionsSchema } from '../core/compare-settings.ts';
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
  /** The options as deployed; null if the output is missing or not valid. */
  readonly configuration: Options | null;
};

/**
 * Reads the outputs of a stack.
 * @throws CommandError if the stack does not exist or lacks an output
 */
export async function describeStack(client: CloudFormationClient, name: string): Promise<Stack> {
  const stack = await findStack(client, name);
  if (stack !== undefined) return stack;
  throw new CommandError(
    `Stack ${name} does not exist in this AWS account and region, or its first deployment failed. Check --stack, --region and --profile, or deploy it: npx cdk deploy`,
  );
}

/**
 * Reads the outputs of a stack. Returns undefined if it does not exist or was never deployed successfully.
 * @throws CommandError if it lacks an output
 */
export async function findStack(client: CloudFormationClient, name: string): Promise<Stack | undefined> {
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
    return Stacks.every(({ Outputs = [] }) => Outputs.length === 0) ? undefined : readOutputs(name, Stacks);
  } catch (error) {
    if (error instanceof Error && error.message.includes('does not exist')) return undefined;
    throw error;
  }
}

function readOutputs(name: string, stacks: readonly CloudFormationStack[]): Stack {
  const outputs = new Map(
    stacks.flatMap(({ Outputs = [] }) => Outputs).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
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
    configuration: parseConfiguration(outputs.get('Configuration')),
  };
}

function parseConfiguration(text: string | undefined): Options | null {
  if (text === undefined) return null;
  try {
    return optionsSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
