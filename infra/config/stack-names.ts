/** Name of the CloudFormation stack. */
export const DEFAULT_STACK_NAME = 'ZendeskLake';

/**
 * Returns a stack's name as a part of other names, so that several stacks fit into one AWS account and region:
 * `zendesk-lake` for `ZendeskLake`.
 */
export const kebabName = (stackName: string): string =>
  stackName.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();

/** A name of a workgroup in Athena. @see https://docs.aws.amazon.com/athena/latest/APIReference/API_WorkGroup.html */
const MAX_WORKGROUP_LENGTH = 128;

/** Returns the default name of the Glue database, such as `zendesk_lake`. The workgroup has the same with hyphens. */
export const defaultDatabaseName = (stackName: string): string =>
  kebabName(stackName).replaceAll('-', '_').slice(0, MAX_WORKGROUP_LENGTH);
