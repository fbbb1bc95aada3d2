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
  test('describes a stack with its escaped outputs', async () => {
    plane.cloudFormation.deploy('ZendeskLake', { LakeBucketName: 'a<&>b' });
    expect((await describeStack('ZendeskLake')).Stacks?.[0]?.Outputs).toEqual([
      { OutputKey: 'LakeBucketName', OutputValue: 'a<&>b' },
    ]);
    expect(plane.cloudFormation.requests).toMatchObject([{ operation: 'DescribeStacks', key: 'ZendeskLake' }]);
  });

  test('rejects an unknown stack', async () => {
    await expect(describeStack('Nowhere')).rejects.toThrow(
      expect.objectContaining({ name: 'ValidationError', message: 'Stack with id Nowhere does not exist' }),
    );
  });
});

describe('EventBridge Scheduler', () => {
  const SCHEDULE = {
    Name: 'acme',
    GroupName: 'group',
    ScheduleExpression: 'rate(5 minutes)',
    FlexibleTimeWindow: { Mode: 'OFF' as const },
    Target: { Arn: 'arn:function', RoleArn: 'arn:role', Input: '{}' },
    Description: 'tickets',
    State: 'ENABLED' as const,
  };

  test('lists the schedules of a group and returns one of them', async () => {
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

  test('resets the fields that an update omits', async () => {
    plane.scheduler.put(SCHEDULE);
    const { Description: _, ...required } = SCHEDULE;
    await new SchedulerClient().send(new UpdateScheduleCommand({ ...required, State: 'DISABLED' }));
    expect(plane.scheduler.get('group', 'acme')).toEqual({ ...required, State: 'DISABLED' });
  });

  test('rejects an update without a target', async () => {
    plane.scheduler.put(SCHEDULE);
    const { Target: _, ...schedule } = SCHEDULE;
    const update = new SchedulerClient().send(new UpdateScheduleCommand({ ...schedule, Target: undefined }));
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
  const invocation = { requestId: 'r', durationMs: 1, remainingMs: 1, timedOut: false, logs: [] };
  test('invokes the function with the event and returns its result', async () => {
    deploy((event) => ({ ok: true, result: { event }, ...invocation }));
    expect(await invoke('exporter')).toEqual({ FunctionError: undefined, answer: { event: { subdomain: 'acme' } } });
  });

  test('returns the error name and message if the function throws', async () => {
    deploy(() => ({ ok: false, error: { name: 'CredentialsError', message: 'no' }, ...invocation }));
    expect(await invoke('exporter')).toEqual({
      FunctionError: 'Unhandled',
      answer: { errorType: 'CredentialsError', errorMessage: 'no' },
    });
  });

  test('returns the memory size of a function and rejects an unknown function', async () => {
    deploy(() => ({ ok: true, result: null, ...invocation }));
    const configuration = new GetFunctionConfigurationCommand({ FunctionName: 'exporter' });
    expect(await new LambdaClient().send(configuration)).toMatchObject({ MemorySize: 512 });
    await expect(invoke('none')).rejects.toThrow(expect.objectContaining({ name: 'ResourceNotFoundException' }));
  });
});
