import { type IRuleTarget, Match, Rule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';

export interface NewObjectsProps {
  /** The stack output `LakeBucketName`. */
  readonly lakeBucketName: string;

  /**
   * Prefix of the object keys. The records of a page land last, so an event for `zendesk/tickets/` means that the
   * page's sideloads have landed too.
   *
   * @default 'zendesk/tickets/'
   */
  readonly keyPrefix?: string;

  /** The target of the events, for example `new SqsQueue(queue)` from aws-cdk-lib/aws-events-targets. */
  readonly target: IRuleTarget;
}

/**
 * Sends an event to a target for each new object in the lake. Copy this construct into your own CDK app. The bucket
 * sends its events to EventBridge, so you do not change anything in zendesk-lake.
 *
 * An object is written once, so each object means new data. EventBridge may deliver an event twice, and in any order.
 * Load objects by key, and skip keys that you have loaded before.
 */
export class NewObjects extends Construct {
  constructor(scope: Construct, id: string, props: NewObjectsProps) {
    super(scope, id);
    new Rule(this, 'Rule', {
      description: 'New objects of the ticket lake',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: {
          bucket: { name: [props.lakeBucketName] },
          object: { key: Match.prefix(props.keyPrefix ?? 'zendesk/tickets/') },
        },
      },
      targets: [props.target],
    });
  }
}
