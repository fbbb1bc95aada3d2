import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { onTestFinished, vi } from 'vitest';
import { runCommandLine } from '#cli/command-line.ts';
import type { Io } from '#cli/io.ts';
import { type ControlPlane, startControlPlane } from '#test/support/sandbox/aws/control-plane.ts';
import type { LocalAws } from '#sandbox/aws/index.ts';
import type { SandboxClock } from '#sandbox/clock.ts';
import type { LambdaHost } from '#sandbox/lambda/host.ts';

export const GROUP = 'ZendeskLake-Schedules-Group';
const FUNCTION = 'ZendeskLake-Exporter';

/** Exit code and output of a command. */
type CommandResult = { readonly code: number; readonly out: string; readonly err: string };

export type Operator = {
  readonly plane: ControlPlane;
  /** Runs a command. */
  readonly type: (command: string, io?: Partial<Io>) => Promise<CommandResult>;
  /** Runs a command with `--json`. */
  readonly json: (command: string, io?: Partial<Io>) => Promise<{ readonly code: number; readonly data: never }>;
  /** Returns the output of all commands so far. */
  readonly printed: () => string;
};

export type Deployment = {
  readonly aws: LocalAws;
  readonly clock: SandboxClock;
  readonly zendeskUrl: string;
  readonly host: Pick<LambdaHost, 'invoke'>;
  /** The schedules' inputs. */
  readonly requests: readonly (Readonly<Record<string, unknown>> & { readonly subdomain: string })[];
  readonly outputs?: Readonly<Record<string, string>>;
};

/** Starts an operator's command line, and a control plane with one stack that has the outputs of a deployed one. */
export async function startOperator(deployment: Deployment): Promise<Operator> {
  const { aws, clock, zendeskUrl, host, requests, outputs } = deployment;
  const plane = await startControlPlane(clock);
  onTestFinished(() => plane.close());
  onTestFinished(() => void vi.unstubAllEnvs());
  for (const [name, value] of Object.entries({ ...aws.env, ...plane.env })) vi.stubEnv(name, value);

  plane.cloudFormation.deploy('ZendeskLake', {
    LakeBucketName: aws.s3.bucket,
    LakePrefix: 'zendesk',
    CursorTableName: aws.dynamodb.table,
    FunctionName: FUNCTION,
    ScheduleGroupName: GROUP,
    ...outputs,
  });
  for (const request of requests) {
    plane.scheduler.put({
      Name: `ZendeskLake-${request.subdomain}`,
      GroupName: GROUP,
      State: 'ENABLED',
      Description: `Exports tickets of ${request.subdomain}.zendesk.com`,
      ScheduleExpression: 'rate(1 minute)',
      ScheduleExpressionTimezone: 'Etc/UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: 'arn:function', RoleArn: 'arn:role', Input: JSON.stringify(request) },
    });
  }
  plane.lambda.deploy(FUNCTION, host);

  const printed: string[] = [];
  const type = async (command: string, io: Partial<Io> = {}): Promise<CommandResult> => {
    const [out, err] = [new PassThrough(), new PassThrough()];
    const env = { ZENDESK_BASE_URL: zendeskUrl };
    const settingsFile = join(import.meta.dirname, 'no-settings.json');
    const time = { now: () => clock.now(), sleep: (ms: number) => clock.sleep(ms) };
    const args = command.split(' ').filter((arg) => arg !== '');
    const code = await runCommandLine(args, { out, err, env, settingsFile, ...time, ...io });
    const result = { code, out: String(out.read() ?? ''), err: String(err.read() ?? '') };
    printed.push(result.out, result.err);
    return result;
  };
  return {
    plane,
    type,
    json: async (command, io) => {
      const { code, out } = await type(`${command} --json`, io);
      return { code, data: JSON.parse(out) as never };
    },
    printed: () => printed.join('\n'),
  };
}
