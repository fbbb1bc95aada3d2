import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';

export interface AlarmTopicProps {
  /**
   * Who is mailed. SNS asks for a confirmation first.
   *
   * @default - nobody; subscribe to the topic of the stack's outputs
   */
  readonly email?: string | undefined;
}

/** Where alarms go. Not encrypted with a key of KMS: alarms hold no data of tickets, and CloudWatch would need a key of its own. */
export class AlarmTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: AlarmTopicProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { displayName: 'zendesk-lake', enforceSSL: true });
    // A topic with a policy of its own has lost the default one, which admits its account.
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        actions: ['sns:Publish'],
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    if (props.email !== undefined) this.topic.addSubscription(new EmailSubscription(props.email));
  }
}
