import { type IRuleTarget, Match, Rule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';

export interface NewObjectsProps {
  /** The output LakeBucketName of the stack ZendeskLake. */
  readonly lakeBucketName: string;

  /**
   * What the keys begin with. The records of a page land last: with `zendesk/tickets/` its sideloads are there by then.
   *
   * @default 'zendesk/tickets/'
   */
  readonly keyPrefix?: string;

  /** What is to happen, e.g. `new SqsQueue(queue)` of aws-cdk-lib/aws-events-targets. */
  readonly target: IRuleTarget;
}

/**
 * Tells a target of each new object of the lake. To be copied into a stack of yours: the bucket announces its objects
 * on EventBridge, so nothing of zendesk-lake has to be touched.
 *
 * An object is written once, so one event means new data. Events may come twice and in any order, hence: load by key,
 * and skip keys that have been loaded.
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
