import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetFunctionConfigurationCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type ControlPlane, startControlPlane } from '#test/support/sandbox/aws/control-plane.ts';
import { scaledClock } from '#sandbox/clock.ts';
import type { Invocation } from '#sandbox/lambda/host.ts';

let plane: ControlPlane;

beforeEach(async () => {
  plane = await startControlPlane(scaledClock(1));
  onTestFinished(() => plane.close());
  const env = { ...plane.env, AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
});

afterEach(() => {
  vi.unstubAllEnvs();
});

const describeStack = (StackName: string) => new CloudFormationClient().send(new DescribeStacksCommand({ StackName }));

describe('CloudFormation', () => {
  test('describes a stack with its outputs, escaped', async () => {
    plane.cloudFormation.deploy('ZendeskLake', { LakeBucketName: 'a<&>b' });
    expect((await describeStack('ZendeskLake')).Stacks?.[0]?.Outputs).toEqual([
      { OutputKey: 'LakeBucketName', OutputValue: 'a<&>b' },
    ]);
    expect(plane.cloudFormation.requests).toMatchObject([{ operation: 'DescribeStacks', key: 'ZendeskLake' }]);
  });

  test('knows no other stack', async () => {
    await expect(describeStack('Nowhere')).rejects.toThrow(
      expect.objectContaining({ name: 'ValidationError', message: 'Stack with id Nowhere does not exist' }),
    );
  });
});

describe('the scheduler', () => {
  const SCHEDULE = {
    Name: 'acme',
    GroupName: 'group',
    ScheduleExpression: 'rate(5 minutes)',
    FlexibleTimeWindow: { Mode: 'OFF' as const },
    Target: { Arn: 'arn:function', RoleArn: 'arn:role', Input: '{}' },
    Description: 'tickets',
    State: 'ENABLED' as const,
  };

  test('lists the schedules of a group, and gives one of them', async () => {
    plane.scheduler.put(SCHEDULE);
    plane.scheduler.put({ ...SCHEDULE, GroupName: 'another' });
    const client = new SchedulerClient();
    const { Schedules } = await client.send(new ListSchedulesCommand({ GroupName: 'group' }));
    expect(Schedules).toMatchObject([{ Name: 'acme', GroupName: 'group', State: 'ENABLED' }]);
    expect(await client.send(new GetScheduleCommand({ Name: 'acme', GroupName: 'group' }))).toMatchObject(SCHEDULE);
    await expect(client.send(new GetScheduleCommand({ Name: 'none', GroupName: 'group' }))).rejects.toThrow(
      expect.objectContaining({ name: 'ResourceNotFoundException' }),
    );
  });

  test('forgets what an update leaves out', async () => {
    plane.scheduler.put(SCHEDULE);
    const { Description: _, ...rest } = SCHEDULE;
    await new SchedulerClient().send(new UpdateScheduleCommand({ ...rest, State: 'DISABLED' }));
    expect(plane.scheduler.get('group', 'acme')).toEqual({ ...rest, State: 'DISABLED' });
  });

  test('refuses an update without a target', async () => {
    plane.scheduler.put(SCHEDULE);
    const { Target: _, ...rest } = SCHEDULE;
    const update = new SchedulerClient().send(new UpdateScheduleCommand({ ...rest, Target: undefined }));
    await expect(update).rejects.toThrow(expect.objectContaining({ name: 'ValidationException' }));
  });
});

const deploy = (outcome: (event: unknown) => Invocation): void =>
  plane.lambda.deploy('exporter', { invoke: async (event) => outcome(event) });
const invoke = async (FunctionName: string) => {
  const Payload = JSON.stringify({ subdomain: 'acme' });
  const { Payload: answer, FunctionError } = await new LambdaClient().send(
    new InvokeCommand({ FunctionName, Payload }),
  );
  return { FunctionError, answer: JSON.parse(Buffer.from(answer ?? []).toString()) as unknown };
};

describe('Lambda', () => {
  const rest = { requestId: 'r', durationMs: 1, remainingMs: 1, timedOut: false, logs: [] };
  test('invokes the function with the event and gives its result', async () => {
    deploy((event) => ({ ok: true, result: { event }, ...rest }));
    expect(await invoke('exporter')).toEqual({ FunctionError: undefined, answer: { event: { subdomain: 'acme' } } });
  });

  test('says of a function that threw what it threw', async () => {
    deploy(() => ({ ok: false, error: { name: 'CredentialsError', message: 'no' }, ...rest }));
    expect(await invoke('exporter')).toEqual({
      FunctionError: 'Unhandled',
      answer: { errorType: 'CredentialsError', errorMessage: 'no' },
    });
  });

  test('tells the memory of a function, and knows no other', async () => {
    deploy(() => ({ ok: true, result: null, ...rest }));
    const configuration = new GetFunctionConfigurationCommand({ FunctionName: 'exporter' });
    expect(await new LambdaClient().send(configuration)).toMatchObject({ MemorySize: 512 });
    await expect(invoke('none')).rejects.toThrow(expect.objectContaining({ name: 'ResourceNotFoundException' }));
  });
});
