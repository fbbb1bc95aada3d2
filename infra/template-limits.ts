import { statSync } from 'node:fs';
import { CfnResource, type Stack } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { ConfigError } from './config/config-error.ts';

/**
 * The limits of CloudFormation for a template.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
const MAX_RESOURCES = 500;
const MAX_BYTES = 1_000_000;

/**
 * Asserts that a template with this many accounts has not too many resources. The CDK's own error would not name the accounts.
 * @throws ConfigError
 */
export function assertResourcesFit(stack: Stack, accounts: number): void {
  const resources = stack.node.findAll().filter((node) => CfnResource.isCfnResource(node));
  if (resources.length <= MAX_RESOURCES) return;
  const ofAccounts = resources.filter((each) => each instanceof CfnAlarm || each instanceof CfnSchedule).length;
  const room = MAX_RESOURCES - (resources.length - ofAccounts);
  throw tooMany(accounts, `${resources.length} resources`, MAX_RESOURCES, Math.floor((accounts * room) / ofAccounts));
}

/**
 * Asserts that a synthesized template is not too large.
 *
 * @param path - path of the template
 * @throws ConfigError
 */
export function assertSizeFits(path: string, accounts: number): void {
  const { size } = statSync(path);
  if (size <= MAX_BYTES) return;
  throw tooMany(accounts, `${size} bytes`, MAX_BYTES, Math.floor((accounts * MAX_BYTES) / size));
}

const tooMany = (accounts: number, size: string, max: number, fitting: number): ConfigError =>
  new ConfigError(
    `accounts: ${accounts} entries are more than one stack can hold. Its template would have ${size}, and ` +
      `CloudFormation accepts ${max}. About ${fitting} fit. Export the others with a second settings file that has ` +
      'another stackName, or export fewer resources.',
  );
