import { expect, it } from 'vitest';
import { resourceOf, synthesize } from '#test/support/infra/synthesize.ts';

const table = resourceOf(synthesize(), 'AWS::DynamoDB::GlobalTable');

it('the cursor table has one item per export, on-demand billing, point-in-time recovery and deletion protection', () => {
  expect(table.Properties).toEqual({
    AttributeDefinitions: [{ AttributeName: 'export_id', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'export_id', KeyType: 'HASH' }],
    Replicas: [
      {
        Region: { Ref: 'AWS::Region' },
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      },
    ],
  });
});

it('the cursor table is retained when the stack is deleted', () => {
  expect(table).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
});
