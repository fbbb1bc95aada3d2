import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { expect, it } from 'vitest';
import { withApp } from '#scripts/with-app.ts';
import { NewObjects } from '../../docs/examples/new-objects.ts';

it('the example sends events of new objects of the lake to a queue, and no others', () => {
  const template = withApp((app) => {
    const stack = new Stack(app, 'Team');
    const target = new SqsQueue(new Queue(stack, 'Loader'));
    new NewObjects(stack, 'NewTickets', { lakeBucketName: 'my-lake', target });
    return Template.fromStack(stack);
  });

  const [rule] = Object.values(template.findResources('AWS::Events::Rule'));
  expect(rule).toMatchObject({
    Properties: {
      State: 'ENABLED',
      EventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: { bucket: { name: ['my-lake'] }, object: { key: [{ prefix: 'zendesk/tickets/' }] } },
      },
      Targets: [{ Arn: { 'Fn::GetAtt': [expect.stringMatching(/^Loader/), 'Arn'] } }],
    },
  });
});
