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
import { athenaViews, glueRawType, glueViewType, undatedTableName, viewText } from '#catalog/athena.ts';
import { type Dataset, isIncremental } from '#catalog/dataset.ts';
import { datasetsOf } from '#catalog/datasets.ts';
import { type Layout, rawTablesIn, type RawTable } from '#catalog/layout.ts';
import type { View } from '#catalog/dialect.ts';
import type { LakeBucket } from '../storage/lake-bucket.ts';

export interface CatalogProps {
  readonly lake: LakeBucket;

  /** The resources that the stack exports, of any account. */
  readonly resources: readonly string[];

  /** The layout of all objects under the lake's prefix. */
  readonly layout: Layout;

  /** Name of the Glue database. A literal, because the texts of the views contain it. */
  readonly databaseName: string;

  /** The Zendesk accounts of the lake. */
  readonly subdomains: readonly string[];

  /** UTC day of the oldest record, such as `2019-03-04`. */
  readonly firstDay: string;
}

/**
 * Tables over the landed objects in the Glue Data Catalog, for Athena. Other engines do not support partition projection,
 * except Trino if `hive.partition-projection-enabled` is set.
 */
export class Catalog extends Construct {
  readonly databaseName: string;

  /** The resources that have tables. */
  readonly datasets: readonly Dataset[];

  constructor(scope: Construct, id: string, props: CatalogProps) {
    super(scope, id);
    this.databaseName = props.databaseName;
    this.datasets = datasetsOf(props.resources);
    const database = new Database(this, 'Database', {
      databaseName: props.databaseName,
      description: 'Zendesk data landed by zendesk-lake: start with the tables that end in _latest',
      // It holds no data. Tables that were created in it by hand are deleted with it, but not their data.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const storage = S3TableStorage.fromBucket(Bucket.fromBucketName(this, 'LakeBucket', props.lake.bucketName));
    // The rows of a list between two days mean nothing without the rest of their snapshots.
    for (const table of rawTablesIn(props.layout, this.datasets.filter(isIncremental))) {
      this.addTable(database, storage, props, table, {
        name: table.name,
        description: 'Landed objects, one row per line, copies included; for stretches of dt',
        isDated: true,
      });
    }
    for (const table of rawTablesIn(props.layout, this.datasets)) {
      this.addTable(database, storage, props, table, {
        name: undatedTableName(table.name),
        description: 'The same without dt: the views read it',
        isDated: false,
      });
    }
    for (const view of athenaViews(props.layout, this.datasets)) this.addView(database, view);
  }

  /**
   * Adds a table over a dataset's objects. Athena reads all files under a partition's location. Without `dt`, it lists an
   * account's objects in one go, a thousand per request. With `dt`, it lists every day of every year.
   *
   * @see https://docs.aws.amazon.com/athena/latest/ug/tables-location-format.html
   */
  private addTable(
    database: Database,
    storage: S3TableStorage,
    { lake, subdomains, firstDay }: CatalogProps,
    table: RawTable,
    { name, description, isDated }: { name: string; description: string; isDated: boolean },
  ): void {
    const { node } = new S3Table(this, name, {
      database,
      tableName: name,
      description,
      storage,
      s3Prefix: `${lake.prefix}/${table.dataset}/`,
      dataFormat: DataFormat.JSON,
      // Without comments: the views have them, and a template ends at 1 MB.
      columns: table.columns.map((column) => ({ name: column.name, type: Schema.custom(glueRawType(column)) })),
      partitionKeys: ['subdomain', ...(isDated ? ['dt'] : [])].map((key) => ({ name: key, type: Schema.STRING })),
      partitionProjection: {
        // Not injected: then every query, including those of the views, would have to name one subdomain.
        subdomain: PartitionProjectionConfiguration.enum({ values: [...new Set(subdomains)] }),
        ...(isDated && { dt: daysSince(firstDay) }),
      },
    });
    if (!(node.defaultChild instanceof CfnTable))
      throw new TypeError('the default child of an S3Table is not a CfnTable');
    // It claims client-side encryption of the objects, and there is none.
    node.defaultChild.addPropertyDeletionOverride('TableInput.Parameters.has_encrypted_data');
    // The SerDe does not read the L2's storage parameters. Our names are all lower-case. If it folded case, foreign names
    // that differ in nothing else would spoil a line.
    const serde = { 'ignore.malformed.json': 'true', 'case.insensitive': 'false' };
    node.defaultChild.addPropertyOverride('TableInput.StorageDescriptor.SerdeInfo.Parameters', serde);
  }

  /**
   * Adds a view as Athena writes it down itself. Trino refuses a view without an owner, and does not recognize one with a
   * description: Glue returns that in place of the parameter `comment`.
   */
  private addView(database: Database, view: View): void {
    new CfnTable(this, view.name, {
      catalogId: Stack.of(this).account,
      databaseName: database.databaseName,
      tableInput: {
        name: view.name,
        owner: 'hadoop',
        tableType: 'VIRTUAL_VIEW',
        parameters: { presto_view: 'true', comment: 'Presto View' },
        viewOriginalText: viewText(this.databaseName, view),
        viewExpandedText: '/* Presto View */',
        partitionKeys: [],
        storageDescriptor: {
          columns: view.columns.map((column) => ({
            name: column.name,
            type: glueViewType(column),
            ...(!view.isExplainedElsewhere && { comment: column.meaning }),
          })),
          location: '',
          serdeInfo: {},
        },
      },
    });
  }
}

const daysSince = (min: string): PartitionProjectionConfiguration =>
  PartitionProjectionConfiguration.date({ min, max: 'NOW', format: 'yyyy-MM-dd' });
