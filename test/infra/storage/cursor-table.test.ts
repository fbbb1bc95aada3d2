import { describe, expect, it } from 'vitest';
import { resourceOf, resourcesOf, synthesize } from '#test/support/infra/synthesize.ts';

it('the cursor table has one item per export, on-demand billing and point-in-time recovery', () => {
  // Deletion protection would make a rollback fail: it could not delete the table that it created.
  expect(resourceOf(synthesize(), 'AWS::DynamoDB::GlobalTable').Properties).toEqual({
    AttributeDefinitions: [{ AttributeName: 'export_id', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'export_id', KeyType: 'HASH' }],
    Replicas: [
      { Region: { Ref: 'AWS::Region' }, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
    ],
  });
});

describe('a stack with the bucket and the cursor table of an earlier one', () => {
  const template = synthesize({ lakeBucket: 'my-lake', cursorTable: 'old-cursors', catalog: false });

  it('creates neither, and the function and the command line use the existing ones', () => {
    expect(resourcesOf(template, 'AWS::DynamoDB::GlobalTable')).toEqual([]);
    expect(resourcesOf(template, 'AWS::S3::Bucket')).toEqual([]);
    expect(resourceOf(template, 'AWS::Lambda::Function').Properties['Environment']).toMatchObject({
      Variables: { LAKE_BUCKET: 'my-lake', CURSOR_TABLE: 'old-cursors' },
    });
    expect(template.findOutputs('CursorTableName')).toEqual({ CursorTableName: { Value: 'old-cursors' } });
  });

  it('allows the function to read and update that table only', () => {
    const { Policies } = resourceOf(template, 'AWS::IAM::Role', 'ExporterRole').Properties;
    expect(Policies).toMatchObject([
      {
        PolicyDocument: {
          Statement: expect.arrayContaining([
            {
              Effect: 'Allow',
              Action: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem'],
              Resource: {
                'Fn::Join': [
                  '',
                  [
                    'arn:',
                    { Ref: 'AWS::Partition' },
                    ':dynamodb:',
                    { Ref: 'AWS::Region' },
                    ':',
                    { Ref: 'AWS::AccountId' },
                    ':table/old-cursors',
                  ],
                ],
              },
            },
          ]),
        },
      },
    ]);
  });
});
