import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  Schedule,
  ScheduleExpression,
  ScheduleGroup,
  ScheduleTargetInput,
  TimeWindow,
} from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { DEFAULT_STALE_SECONDS, type ExportRequestInput } from '#functions/export/core/export-request.ts';
import type { Account, ExporterConfig } from '../config/config-schema.ts';
import { credentialsSecretId } from '../config/credentials-secret.ts';
import { DEFAULT_SCHEDULE } from '../config/defaults.ts';
import { listResourceNames, requestResources } from '../config/requested-resources.ts';
import { spreadMinutes } from '../config/spread-minutes.ts';
import { staleMinutes } from '../config/stale-minutes.ts';
import { createSchedulerRole } from './scheduler-role.ts';

export interface ExportSchedulesProps extends Pick<ExporterConfig, 'accounts' | 'alarmStaleMinutes'> {
  /** The function to invoke. */
  readonly lambda: IFunction;

  /** Receives invocations that could not be delivered to the function. */
  readonly deadLetterQueue: IQueue;
}

/** One schedule per account. Its input is the account's export request. */
export class ExportSchedules extends Construct {
  /** Contains only these schedules. */
  readonly group: ScheduleGroup;

  /** The role with which the schedules invoke the function. */
  readonly role: Role;

  constructor(scope: Construct, id: string, props: ExportSchedulesProps) {
    super(scope, id);

    this.group = new ScheduleGroup(this, 'Group', { removalPolicy: RemovalPolicy.DESTROY });
    // The role that LambdaInvoke creates would also allow every version and alias of the function.
    this.role = createSchedulerRole(this, this.group, 'Permissions of the export schedules', [
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [props.lambda.functionArn] }),
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [props.deadLetterQueue.queueArn] }),
    ]);

    const { stackName } = Stack.of(this);
    const spread = spreadMinutes(props);
    const timeWindow = spread === 0 ? TimeWindow.off() : TimeWindow.flexible(Duration.minutes(spread));
    const seen = new Map<string, number>();
    for (const account of props.accounts) {
      const { subdomain, schedule = DEFAULT_SCHEDULE } = account;
      const number = (seen.get(subdomain) ?? 0) + 1;
      seen.set(subdomain, number);
      // The id does not name the resources, because another id would replace the schedule. A subdomain contains no dot.
      const { node } = new Schedule(this, number === 1 ? subdomain : `${subdomain}.${number}`, {
        description: `Exports ${listResourceNames(account).join(', ')} of ${subdomain}.zendesk.com`,
        schedule: ScheduleExpression.expression(schedule),
        scheduleGroup: this.group,
        timeWindow,
        target: new LambdaInvoke(props.lambda, {
          input: ScheduleTargetInput.fromObject(buildExportRequest(stackName, account, props)),
          // The next scheduled invocation is the retry.
          retryAttempts: 0,
          maxEventAge: Duration.minutes(1),
          deadLetterQueue: props.deadLetterQueue,
          role: this.role.withoutPolicyUpdates(),
        }),
      });
      // The schedule only contains the group's name, which does not count as a dependency.
      node.addDependency(this.group);
    }
  }
}

function buildExportRequest(
  stackName: string,
  account: Account,
  alarm: Pick<ExporterConfig, 'alarmStaleMinutes'>,
): ExportRequestInput {
  const { schedule, credentialsSecret, secretKeyArn, firstDay, ...request } = account;
  const staleSeconds = staleMinutes(account, alarm) * 60;
  return {
    ...request,
    ...requestResources(account),
    ...(staleSeconds !== DEFAULT_STALE_SECONDS && { staleSeconds }),
    credentialsSecretId: credentialsSecretId(stackName, account),
  };
}
