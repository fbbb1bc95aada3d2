import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  CfnBucket,
  type IBucket,
  type LifecycleRule,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { DEFAULT_PREFIX } from '../config/defaults.ts';

export interface TicketLakeProps {
  /**
   * Name of an existing bucket to land in. Its encryption, lifecycle and notifications stay its owner's; if it is
   * encrypted with a KMS key, the key's policy has to admit the function's role.
   *
   * @default - a new bucket
   */
  readonly bucketName?: string | undefined;

  /**
   * What the keys of landed objects begin with, without a slash at either end.
   *
   * @default 'zendesk'
   */
  readonly prefix?: string | undefined;

  /**
   * When objects under the prefix expire. Only for a new bucket.
   *
   * @default - never
   */
  readonly objectExpiration?: Duration | undefined;
}

/** Where pages land: a part of a bucket. */
export class TicketLake extends Construct {
  /** Not as IBucket, which under TypeScript's exact optional properties no Bucket is. */
  readonly bucket: Pick<IBucket, 'bucketArn' | 'bucketName' | 'arnForObjects'>;
  readonly bucketName: string;
  readonly prefix: string;

  /** The objects of the lake, as an IAM statement names them. */
  readonly objectsArn: string;

  constructor(scope: Construct, id: string, props: TicketLakeProps) {
    super(scope, id);
    this.prefix = props.prefix ?? DEFAULT_PREFIX;
    this.bucket =
      props.bucketName === undefined
        ? this.createBucket(props.objectExpiration)
        : Bucket.fromBucketName(this, 'ExistingBucket', props.bucketName);
    this.bucketName = this.bucket.bucketName;
    this.objectsArn = this.bucket.arnForObjects(`${this.prefix}/*`);
  }

  private createBucket(objectExpiration: Duration | undefined): Bucket {
    const bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      versioned: true,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [...upkeep, ...(objectExpiration === undefined ? [] : [this.expiry(objectExpiration)])],
    });
    // The L2's `eventBridgeEnabled` would add a Lambda function and a role to set what CloudFormation sets itself.
    const resource = bucket.node.defaultChild;
    if (resource instanceof CfnBucket) {
      resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
    }
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Server access logs would need a second bucket that grows with every request, without an end or a reader. ' +
        'Who needs an audit of reads turns on CloudTrail data events for this bucket.',
    });
    return bucket;
  }

  private expiry(expiration: Duration): LifecycleRule {
    return { id: 'ExpireObjects', prefix: `${this.prefix}/`, expiration };
  }
}

const upkeep: LifecycleRule[] = [
  { id: 'AbortUploads', abortIncompleteMultipartUploadAfter: Duration.days(7) },
  {
    id: 'ExpireOldVersions',
    noncurrentVersionExpiration: Duration.days(30),
    // Once its last version is gone, a deletion leaves nothing but a marker that slows down listings.
    expiredObjectDeleteMarker: true,
  },
];
