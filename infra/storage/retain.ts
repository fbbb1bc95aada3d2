import { RemovalPolicy } from 'aws-cdk-lib';
import type { Bucket } from 'aws-cdk-lib/aws-s3';

/**
 * Keeps a resource when the stack is deleted, or no longer contains it. A rollback of the deployment that created it
 * deletes it, because it is still empty. Otherwise every failed attempt would leave one behind.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 */
export const RETAINED = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;

/** Keeps a bucket with its policy. Without the policy, a bucket that outlives the stack would accept requests without TLS. */
export function retainBucket(bucket: Bucket): void {
  bucket.applyRemovalPolicy(RETAINED);
  bucket.policy?.applyRemovalPolicy(RETAINED);
}
