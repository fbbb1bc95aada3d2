import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

/** Results hold what tickets hold, so they stay no longer than somebody looks at them. */
const RESULTS_EXPIRE = Duration.days(7);

const GIB = 1024 ** 3;

export interface QueryWorkgroupProps {
  readonly name: string;

  /**
   * The most that one query may read, in GiB as they lie in S3. Athena ends a query that goes beyond.
   *
   * @default 100
   */
  readonly scanLimitGiB?: number | undefined;
}

/** An Athena workgroup in which a query has a place for its results and a limit to its cost. */
export class QueryWorkgroup extends Construct {
  readonly name: string;
  readonly results: Bucket;

  /** To be made before anything runs a query in it. */
  readonly workgroup: CfnWorkGroup;

  constructor(scope: Construct, id: string, props: QueryWorkgroupProps) {
    super(scope, id);
    this.name = props.name;
    this.results = new Bucket(this, 'Results', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      lifecycleRules: [
        { id: 'ExpireResults', expiration: RESULTS_EXPIRE, abortIncompleteMultipartUploadAfter: RESULTS_EXPIRE },
      ],
      // CloudFormation cannot delete a bucket that holds something; this one empties itself.
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(this.results).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'Server access logs of results that are gone after a week would outlive them in a second bucket.',
    });
    this.workgroup = new CfnWorkGroup(this, 'Workgroup', {
      name: this.name,
      description: 'Queries of the tickets that zendesk-lake has landed',
      recursiveDeleteOption: true,
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
        bytesScannedCutoffPerQuery: Math.round((props.scanLimitGiB ?? 100) * GIB),
        publishCloudWatchMetricsEnabled: true,
        resultConfiguration: {
          outputLocation: `s3://${this.results.bucketName}/`,
          encryptionConfiguration: { encryptionOption: 'SSE_S3' },
        },
      },
    });
  }
}
