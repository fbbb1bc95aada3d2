import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { ExporterConfig } from '../config/config-schema.ts';
import { DEFAULT_RUNBOOK } from '../config/defaults.ts';

export type AlarmTopicProps = Pick<ExporterConfig, 'alarmEmail' | 'runbookUrl'>;

/**
 * The SNS topic of the alarms. Not encrypted with KMS: alarms contain no ticket data, and an encrypted topic requires a
 * customer managed key for CloudWatch.
 */
export class AlarmTopic extends Construct {
  readonly topic: Topic;

  /** The address of the runbook in alarm texts. */
  readonly runbookUrl: string;

  constructor(scope: Construct, id: string, props: AlarmTopicProps) {
    super(scope, id);
    this.runbookUrl = props.runbookUrl ?? DEFAULT_RUNBOOK;
    this.topic = new Topic(this, 'Topic', { displayName: 'zendesk-lake', enforceSSL: true });
    // This policy replaces the default one, which allows the topic's whole account.
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        actions: ['sns:Publish'],
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    if (props.alarmEmail !== undefined) this.topic.addSubscription(new EmailSubscription(props.alarmEmail));
  }
}
