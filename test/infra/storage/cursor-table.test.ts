import { expect, it } from 'vitest';
import { resourceOf, synthesize } from '#test/support/infra/synthesize.ts';

const table = resourceOf(synthesize(), 'AWS::DynamoDB::GlobalTable');

it('the cursor table is keyed by export, on demand, restorable to any second and protected from deletion', () => {
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

it('the cursor table outlives the stack', () => {
  expect(table).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
});
