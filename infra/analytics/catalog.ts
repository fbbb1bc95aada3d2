import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  CfnTable,
  Database,
  DataFormat,
  PartitionProjectionConfiguration,
  S3Table,
  S3TableStorage,
  Schema,
} from 'aws-cdk-lib/aws-glue';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { glueRawType, glueViewType, viewText } from '#catalog/athena.ts';
import { type Layout, rawTablesIn, type RawTable } from '#catalog/layout.ts';
import { type View, viewsOf } from '#catalog/views.ts';
import type { LakeBucket } from '../storage/lake-bucket.ts';

/** Zendesk was founded in this year, so no record is older. */
const FIRST_YEAR = 2007;

export interface CatalogProps {
  readonly lake: LakeBucket;

  /** The layout of all objects under the lake's prefix. */
  readonly layout: Layout;

  /** Name of the Glue database. A literal, because the texts of the views contain it. */
  readonly databaseName: string;

  /** The Zendesk accounts of the lake. */
  readonly subdomains: readonly string[];

  /** Where the earliest export begins, in epoch seconds. */
  readonly earliestStart: number;
}

/**
 * Tables over the landed objects in the Glue Data Catalog, for Athena. Other engines do not support partition projection.
 */
export class Catalog extends Construct {
  readonly databaseName: string;

  constructor(scope: Construct, id: string, props: CatalogProps) {
    super(scope, id);
    this.databaseName = props.databaseName;
    const database = new Database(this, 'Database', {
      databaseName: props.databaseName,
      description: 'Tickets of Zendesk, landed by zendesk-lake: begin with tickets_latest',
      // It holds no data. Tables that were created in it by hand are deleted with it, but not their data.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const storage = S3TableStorage.fromBucket(Bucket.fromBucketName(this, 'LakeBucket', props.lake.bucketName));
    for (const table of rawTablesIn(props.layout)) this.addTable(database, storage, table, props);
    for (const view of viewsOf(props.layout)) this.addView(database, view);
  }

  private addTable(database: Database, storage: S3TableStorage, table: RawTable, props: CatalogProps): void {
    const { lake, subdomains, earliestStart } = props;
    // A future year would leave no range.
    const startYear = Math.min(new Date(earliestStart * 1000).getUTCFullYear(), new Date().getUTCFullYear());
    const firstYear = Math.max(FIRST_YEAR, startYear);
    const { node } = new S3Table(this, table.name, {
      database,
      tableName: table.name,
      description: 'Landed objects as they are, a row per line; copies included',
      storage,
      s3Prefix: `${lake.prefix}/${table.dataset}/`,
      dataFormat: DataFormat.JSON,
      columns: table.columns.map((column) => ({
        name: column.name,
        type: Schema.custom(glueRawType(column)),
        ...('meaning' in column && { comment: column.meaning }),
      })),
      partitionKeys: [
        { name: 'subdomain', type: Schema.STRING },
        { name: 'dt', type: Schema.STRING },
      ],
      partitionProjection: {
        // Not injected: then every query, including those of the views, would have to name one subdomain.
        subdomain: PartitionProjectionConfiguration.enum({ values: [...new Set(subdomains)] }),
        dt: PartitionProjectionConfiguration.date({ min: `${firstYear}-01-01`, max: 'NOW', format: 'yyyy-MM-dd' }),
      },
    });
    if (!(node.defaultChild instanceof CfnTable))
      throw new TypeError('the default child of an S3Table is not a CfnTable');
    // It claims client-side encryption of the objects, and there is none.
    node.defaultChild.addPropertyDeletionOverride('TableInput.Parameters.has_encrypted_data');
    // The SerDe does not read the L2's storage parameters. Our names are all lower-case. Folding the case of foreign names
    // that differ in nothing else would spoil a line.
    const serde = { 'ignore.malformed.json': 'true', 'case.insensitive': 'false' };
    node.defaultChild.addPropertyOverride('TableInput.StorageDescriptor.SerdeInfo.Parameters', serde);
  }

  private addView(database: Database, view: View): void {
    new CfnTable(this, view.name, {
      catalogId: Stack.of(this).account,
      databaseName: database.databaseName,
      tableInput: {
        name: view.name,
        description: view.meaning,
        tableType: 'VIRTUAL_VIEW',
        parameters: { presto_view: 'true', comment: 'Presto View' },
        viewOriginalText: viewText(this.databaseName, view),
        viewExpandedText: '/* Presto View */',
        partitionKeys: [],
        storageDescriptor: {
          columns: view.columns.map((column) => ({
            name: column.name,
            type: glueViewType(column),
            comment: column.meaning,
          })),
          location: '',
          serdeInfo: {},
        },
      },
    });
  }
}
