import { type LocalLambda, startLambdaService } from '#sandbox/aws/lambda.ts';
import type { SandboxClock } from '#sandbox/clock.ts';
import { type LocalCloudFormation, startCloudFormation } from './cloudformation.ts';
import { type LocalScheduler, startScheduler } from './scheduler.ts';

/** The services that only the CLI uses, not the function. */
export type ControlPlane = {
  readonly cloudFormation: LocalCloudFormation;
  readonly scheduler: LocalScheduler;
  readonly lambda: LocalLambda;
  /** Endpoint variables for the CLI's clients. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
};

/** Starts local CloudFormation, EventBridge Scheduler and Lambda APIs on free ports of 127.0.0.1. */
export async function startControlPlane(clock: SandboxClock): Promise<ControlPlane> {
  const [cloudFormation, scheduler, lambda] = await Promise.all([
    startCloudFormation({ clock }),
    startScheduler({ clock }),
    startLambdaService({ clock }),
  ]);
  return {
    cloudFormation,
    scheduler,
    lambda,
    env: {
      AWS_ENDPOINT_URL_CLOUDFORMATION: cloudFormation.url,
      AWS_ENDPOINT_URL_SCHEDULER: scheduler.url,
      AWS_ENDPOINT_URL_LAMBDA: lambda.url,
    },
    close: async () => {
      await Promise.all([cloudFormation.close(), scheduler.close(), lambda.close()]);
    },
  };
}
