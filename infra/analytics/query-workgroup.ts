import { Duration, Validations } from 'aws-cdk-lib';
import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { BlockPublicAccess, Bucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { ExporterConfig } from '../config/config-schema.ts';
import { DEFAULT_SCAN_LIMIT_GIB } from '../config/defaults.ts';
import { encryptBucket } from '../storage/key-access.ts';
import { retainBucket } from '../storage/retain.ts';

/** Results contain ticket data, so they are kept only for a week. */
const RESULTS_EXPIRE = Duration.days(7);

const GIB = 1024 ** 3;

export interface QueryWorkgroupProps extends Pick<ExporterConfig, 'scanLimitGiB' | 'lakeKeyArn'> {
  readonly name: string;
}

/** An Athena workgroup with a bucket for results and a scan limit. */
export class QueryWorkgroup extends Construct {
  readonly name: string;
  readonly results: Bucket;

  /** Constructs that run queries in the workgroup have to depend on it. */
  readonly workgroup: CfnWorkGroup;

  constructor(scope: Construct, id: string, props: QueryWorkgroupProps) {
    super(scope, id);
    this.name = props.name;
    this.results = new Bucket(this, 'Results', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      ...encryptBucket(this, props.lakeKeyArn),
      enforceSSL: true,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      lifecycleRules: [
        { id: 'ExpireResults', expiration: RESULTS_EXPIRE, abortIncompleteMultipartUploadAfter: RESULTS_EXPIRE },
      ],
    });
    // CloudFormation cannot delete a bucket with objects. The lifecycle rule empties this one.
    retainBucket(this.results);
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
        bytesScannedCutoffPerQuery: Math.round((props.scanLimitGiB ?? DEFAULT_SCAN_LIMIT_GIB) * GIB),
        publishCloudWatchMetricsEnabled: true,
        resultConfiguration: {
          outputLocation: `s3://${this.results.bucketName}/`,
          encryptionConfiguration:
            props.lakeKeyArn === undefined
              ? { encryptionOption: 'SSE_S3' }
              : { encryptionOption: 'SSE_KMS', kmsKey: props.lakeKeyArn },
        },
      },
    });
  }
}
