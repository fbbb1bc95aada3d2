import { AttributeType, Billing, type ITableV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { ExporterConfig } from '../config/config-schema.ts';
import { RETAINED } from './retain.ts';

export type CursorTableProps = Pick<ExporterConfig, 'cursorTable'>;

/** The cursor table: one item per export. Losing it means a full re-export. */
export class CursorTable extends Construct {
  readonly table: Pick<ITableV2, 'tableArn' | 'tableName'>;

  constructor(scope: Construct, id: string, { cursorTable }: CursorTableProps) {
    super(scope, id);
    this.table = cursorTable === undefined ? this.createTable() : TableV2.fromTableName(this, 'Existing', cursorTable);
  }

  /** Without deletion protection: it would also keep a rollback from deleting an empty table. */
  private createTable(): TableV2 {
    return new TableV2(this, 'Table', {
      partitionKey: { name: 'export_id', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: RETAINED,
    });
  }
}
