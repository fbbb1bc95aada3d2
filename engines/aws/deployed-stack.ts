import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import {
  CreateScheduleCommand,
  CreateScheduleGroupCommand,
  GetScheduleCommand,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { startLambdaService } from '#sandbox/aws/lambda.ts';
import { type AwsWorld, EVENT, SUBDOMAIN, TABLE } from './world.ts';

/** The parts of a deployed stack that the command line uses. */
export type DeployedStack = AsyncDisposable & {
  /** The environment variables of the command line. */
  readonly env: Readonly<Record<string, string>>;
  /** The schedule, without its time of modification. */
  schedule(): Promise<object>;
};

const FUNCTION = 'ZendeskLake-Exporter';
const GROUP = 'ZendeskLake-Schedules';
const SCHEDULE = `ZendeskLake-${SUBDOMAIN}`;

/**
 * Creates a stack and its schedule in moto. The stack has the outputs of the real one as literals, because moto does
 * not resolve the bootstrap parameter of the real template. Lambda is the sandbox's, because moto needs Docker for it.
 */
export async function deployStack(world: AwsWorld): Promise<DeployedStack> {
  await using resources = new AsyncDisposableStack();
  const login = {
    endpoint: world.motoUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const cloudFormation = resources.adopt(new CloudFormationClient(login), (client) => client.destroy());
  const scheduler = resources.adopt(new SchedulerClient(login), (client) => client.destroy());
  await createStack(cloudFormation, world.bucket);
  await createSchedule(scheduler);
  const lambda = resources.adopt(await startLambdaService({ clock: world.clock }), (server) => server.close());
  lambda.deploy(FUNCTION, await world.host());
  const running = resources.move();
  // The command line finds bucket and table by the stack's outputs.
  const { LAKE_BUCKET: _bucket, CURSOR_TABLE: _table, ...env } = world.env;
  return {
    // AWS_ENDPOINT_URL applies to every service without an endpoint variable: CloudFormation and Scheduler.
    env: { ...env, AWS_ENDPOINT_URL: world.motoUrl, AWS_ENDPOINT_URL_LAMBDA: lambda.url },
    async schedule() {
      const command = new GetScheduleCommand({ Name: SCHEDULE, GroupName: GROUP });
      const { $metadata: _, LastModificationDate: _modified, ...schedule } = await scheduler.send(command);
      return schedule;
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function createStack(client: CloudFormationClient, bucket: string): Promise<void> {
  const outputs = {
    LakeBucketName: bucket,
    LakePrefix: 'zendesk',
    CursorTableName: TABLE,
    FunctionName: FUNCTION,
    ScheduleGroupName: GROUP,
  };
  const template = {
    // A template needs at least one resource.
    Resources: { Alarms: { Type: 'AWS::SNS::Topic' } },
    Outputs: Object.fromEntries(Object.entries(outputs).map(([name, Value]) => [name, { Value }])),
  };
  await client.send(new CreateStackCommand({ StackName: 'ZendeskLake', TemplateBody: JSON.stringify(template) }));
}

async function createSchedule(client: SchedulerClient): Promise<void> {
  await client.send(new CreateScheduleGroupCommand({ Name: GROUP }));
  const target = {
    Arn: `arn:aws:lambda:us-east-1:123456789012:function:${FUNCTION}`,
    RoleArn: 'arn:aws:iam::123456789012:role/ZendeskLake-Scheduler',
    DeadLetterConfig: { Arn: 'arn:aws:sqs:us-east-1:123456789012:ZendeskLake-Undelivered' },
    Input: JSON.stringify(EVENT),
    RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 },
  };
  await client.send(
    new CreateScheduleCommand({
      Name: SCHEDULE,
      GroupName: GROUP,
      Description: `Exports tickets of ${SUBDOMAIN}.zendesk.com`,
      ScheduleExpression: 'rate(1 minute)',
      ScheduleExpressionTimezone: 'Etc/UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      State: 'ENABLED',
      Target: target,
    }),
  );
}
