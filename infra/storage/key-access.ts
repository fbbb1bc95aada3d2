import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { BucketEncryption, type BucketProps } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

/**
 * Allows the use of KMS keys through one AWS service, and not directly. Returns no statement without a key.
 *
 * @param service - such as `s3`
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 */
export function allowKeys(
  scope: Construct,
  service: 's3' | 'secretsmanager',
  actions: readonly ('kms:Decrypt' | 'kms:GenerateDataKey')[],
  keyArns: readonly string[],
): PolicyStatement[] {
  if (keyArns.length === 0) return [];
  const { region } = Stack.of(scope);
  return [
    new PolicyStatement({
      actions: [...actions],
      resources: [...keyArns],
      conditions: { StringEquals: { 'kms:ViaService': `${service}.${region}.amazonaws.com` } },
    }),
  ];
}

/**
 * Returns the encryption of a new bucket. A bucket key saves most requests to KMS.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html
 */
export function encryptBucket(scope: Construct, keyArn: string | undefined): BucketProps {
  if (keyArn === undefined) return { encryption: BucketEncryption.S3_MANAGED };
  const encryptionKey = Key.fromKeyArn(scope, 'Key', keyArn);
  return { encryption: BucketEncryption.KMS, encryptionKey, bucketKeyEnabled: true };
}
