import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression, ScheduleGroup, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { ExportRequestInput } from '#functions/export/core/export-request.ts';
import type { Account } from '../config/config-schema.ts';
import { secretNameOf } from '../storage/credentials.ts';
import { DEFAULT_SCHEDULE } from '../config/defaults.ts';
import { pollSecondsOf } from '../config/poll-seconds.ts';
import { schedulerRole } from './scheduler-role.ts';

export interface ExportSchedulesProps {
  /** One schedule is made for each. */
  readonly accounts: readonly Account[];

  /** The function that exports. */
  readonly exporter: IFunction;

  /** Receives the ticks that could not be handed over to the function. */
  readonly deadLetterQueue: IQueue;
}

/** What makes the exports run: one schedule per account, its input the export request. */
export class ExportSchedules extends Construct {
  /** The group that holds these schedules, and no others. */
  readonly group: ScheduleGroup;

  constructor(scope: Construct, id: string, props: ExportSchedulesProps) {
    super(scope, id);

    this.group = new ScheduleGroup(this, 'Group', { removalPolicy: RemovalPolicy.DESTROY });
    // The target's own role would admit every version and alias of the function too.
    const role = schedulerRole(this, this.group, 'What the export schedules may do', [
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [props.exporter.functionArn] }),
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [props.deadLetterQueue.queueArn] }),
    ]);

    for (const { schedule, credentialsSecret, ...request } of props.accounts) {
      const pollSeconds = pollSecondsOf({ schedule, pollSeconds: request.pollSeconds });
      const input: ExportRequestInput = {
        ...request,
        ...(pollSeconds > 0 && { pollSeconds }),
        credentialsSecretId: secretNameOf({ subdomain: request.subdomain, credentialsSecret }),
      };
      const resources = request.resources ?? ['tickets'];
      // A subdomain has no dot, so no two schedules of different exports share an id.
      new Schedule(this, [request.subdomain, ...resources].join('.'), {
        description: `Exports ${resources.join(', ')} of ${request.subdomain}.zendesk.com`,
        schedule: ScheduleExpression.expression(schedule ?? DEFAULT_SCHEDULE),
        scheduleGroup: this.group,
        target: new LambdaInvoke(props.exporter, {
          input: ScheduleTargetInput.fromObject(input),
          // The next tick is the retry.
          retryAttempts: 0,
          maxEventAge: Duration.minutes(1),
          deadLetterQueue: props.deadLetterQueue,
          role: role.withoutPolicyUpdates(),
        }),
      });
    }
  }
}
