import { Duration, Validations } from 'aws-cdk-lib';
import {
  BlockPublicAccess,
  Bucket,
  CfnBucket,
  type IBucket,
  type LifecycleRule,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { ExporterConfig } from '../config/config-schema.ts';
import { DEFAULT_PREFIX } from '../config/defaults.ts';
import { listReplacedLists } from '../config/requested-resources.ts';
import { encryptBucket } from './key-access.ts';
import { retainBucket } from './retain.ts';

export type LakeBucketProps = Pick<
  ExporterConfig,
  'accounts' | 'lakeBucket' | 'lakePrefix' | 'lakeKeyArn' | 'objectExpirationDays' | 'snapshotExpirationDays'
>;

/** The bucket with the landed objects. All of them are under one prefix. */
export class LakeBucket extends Construct {
  /** Not an IBucket: with `exactOptionalPropertyTypes`, a Bucket is not assignable to it. */
  readonly bucket: Pick<IBucket, 'bucketArn' | 'bucketName' | 'arnForObjects'>;
  readonly bucketName: string;
  readonly prefix: string;

  /** ARN pattern of the landed objects for an IAM statement. */
  readonly objectsArn: string;

  /** ARN of the customer managed KMS key of the objects; empty without one. */
  readonly keyArns: readonly string[];

  constructor(scope: Construct, id: string, props: LakeBucketProps) {
    super(scope, id);
    this.prefix = props.lakePrefix ?? DEFAULT_PREFIX;
    this.bucket =
      props.lakeBucket === undefined
        ? this.createBucket(props)
        : Bucket.fromBucketName(this, 'ExistingBucket', props.lakeBucket);
    this.bucketName = this.bucket.bucketName;
    this.keyArns = props.lakeKeyArn === undefined ? [] : [props.lakeKeyArn];
    this.objectsArn = this.bucket.arnForObjects(`${this.prefix}/*`);
  }

  private createBucket(props: LakeBucketProps): Bucket {
    const bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      ...encryptBucket(this, props.lakeKeyArn),
      enforceSSL: true,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      versioned: true,
      lifecycleRules: [...lifecycleRules, ...this.expireObjects(props), ...this.expireSnapshots(props)],
    });
    retainBucket(bucket);
    // The L2's `eventBridgeEnabled` adds a Lambda function and a role, although CloudFormation can set this directly.
    const resource = bucket.node.defaultChild;
    if (resource instanceof CfnBucket) {
      resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
    }
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Server access logs need a second bucket that grows with every request. For an audit of reads, enable ' +
        'CloudTrail data events for this bucket.',
    });
    return bucket;
  }

  private expireObjects({ objectExpirationDays: days }: LakeBucketProps): LifecycleRule[] {
    if (days === undefined) return [];
    return [{ id: 'ExpireObjects', prefix: `${this.prefix}/`, expiration: Duration.days(days) }];
  }

  /** One rule per list, for all accounts: a bucket can have 1,000 rules. */
  private expireSnapshots({ accounts, snapshotExpirationDays: days }: LakeBucketProps): LifecycleRule[] {
    if (days === undefined) return [];
    const lists = new Set(accounts.flatMap(listReplacedLists).map(({ name }) => name));
    return [...lists].map((list) => ({
      id: `ExpireSnapshots-${list}`,
      prefix: `${this.prefix}/${list}/`,
      expiration: Duration.days(days),
    }));
  }
}

const lifecycleRules: LifecycleRule[] = [
  { id: 'AbortUploads', abortIncompleteMultipartUploadAfter: Duration.days(7) },
  {
    id: 'ExpireOldVersions',
    noncurrentVersionExpiration: Duration.days(30),
    // A delete marker without older versions only slows down listings.
    expiredObjectDeleteMarker: true,
  },
];
