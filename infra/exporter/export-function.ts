import { join } from 'node:path';
import { flattenCfnReference } from 'cdk-nag/lib/utils/flatten-cfn-reference.js';
import { AssetHashType, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  type AssetCode,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { FUNCTION_MEMORY_MIB, FUNCTION_TIMEOUT_MS } from '#common/limits.ts';
import { bundleExporter, HANDLER } from '#scripts/bundle.ts';
import type { ExporterConfig } from '../config/config-schema.ts';
import type { Credentials } from '../storage/credentials.ts';
import type { CursorTable } from '../storage/cursor-table.ts';
import { allowKeys } from '../storage/key-access.ts';
import type { LakeBucket } from '../storage/lake-bucket.ts';

const RUNTIME = Runtime.NODEJS_24_X;

export interface ExportFunctionProps extends Pick<ExporterConfig, 'logRetentionDays'> {
  readonly lake: LakeBucket;
  readonly cursors: CursorTable;

  /** The secrets that the function may read. */
  readonly credentials: Credentials;
}

/** The export Lambda function with its logs, its role and a queue for failed runs. */
export class ExportFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly role: Role;
  readonly logGroup: LogGroup;

  /** Receives events of failed runs, and scheduled invocations that could not be delivered. */
  readonly failureQueue: Queue;

  constructor(scope: Construct, id: string, props: ExportFunctionProps) {
    super(scope, id);

    this.logGroup = new LogGroup(this, 'Logs', {
      retention: findRetention(props.logRetentionDays) ?? RetentionDays.ONE_MONTH,
      // Only the lake and the cursor table are retained when the stack is deleted.
      removalPolicy: RemovalPolicy.DESTROY,
    });

    this.failureQueue = new Queue(this, 'FailureQueue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    Validations.of(this.failureQueue).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason:
        'This is the dead-letter queue of the function and of the schedules, which the rule does not check. An ' +
        'operator reads it, so no consumer can fail on a message.',
    });

    this.role = this.createRole(props);
    this.lambda = new LambdaFunction(this, 'Function', {
      description: 'Exports Zendesk records to the lake (incremental exports)',
      runtime: RUNTIME,
      architecture: Architecture.ARM_64,
      code: bundleCode(),
      handler: HANDLER,
      timeout: Duration.millis(FUNCTION_TIMEOUT_MS),
      memorySize: FUNCTION_MEMORY_MIB,
      // No reserved concurrency: the lease prevents concurrent runs, and a new AWS account has no concurrency to reserve.
      environment: {
        LAKE_BUCKET: props.lake.bucketName,
        LAKE_PREFIX: props.lake.prefix,
        CURSOR_TABLE: props.cursors.table.tableName,
        NODE_OPTIONS: '--enable-source-maps',
        POWERTOOLS_SERVICE_NAME: 'zendesk-lake',
      },
      loggingFormat: LoggingFormat.JSON,
      logGroup: this.logGroup,
      // The next scheduled invocation is the retry. With Lambda's defaults (two retries, up to six hours in a queue),
      // invocations would pile up during a long outage.
      retryAttempts: 0,
      maxEventAge: Duration.minutes(1),
      onFailure: new SqsDestination(this.failureQueue),
      // The grants of the L2 constructs are wider than the function needs.
      role: this.role.withoutPolicyUpdates(),
    });
  }

  private createRole({ lake, cursors, credentials }: ExportFunctionProps): Role {
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: 'Permissions of the export function',
      // Inline, so that the permissions are created with the role. Lambda checks at deployment that it can send to the queue.
      inlinePolicies: {
        Export: new PolicyDocument({
          statements: [
            allow(['s3:PutObject'], [lake.objectsArn]),
            // Objects are written in one part, which needs no kms:Decrypt.
            ...allowKeys(this, 's3', ['kms:GenerateDataKey'], lake.keyArns),
            allow(['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem'], [cursors.table.tableArn]),
            allow(['secretsmanager:GetSecretValue'], credentials.secretArns),
            ...allowKeys(this, 'secretsmanager', ['kms:Decrypt'], credentials.keyArns),
            // A log group's Arn attribute ends in `:*`, which matches its streams.
            allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [this.logGroup.logGroupArn]),
            allow(['sqs:SendMessage'], [this.failureQueue.queueArn]),
          ],
        }),
      },
    });
    // cdk-nag's id of this finding contains the template's resource with flattened references.
    const objects = flattenCfnReference(Stack.of(this).resolve(lake.objectsArn));
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${objects}]`,
      reason: 'Object keys contain the time and a digest of the content, so only their prefix is known in advance.',
    });
    return role;
  }
}

const allow = (actions: string[], resources: readonly string[]): PolicyStatement =>
  new PolicyStatement({ actions, resources: [...resources] });

function bundleCode(): AssetCode {
  return Code.fromAsset(join(import.meta.dirname, '..', '..', 'functions', 'export'), {
    // Hash the bundle instead of the sources: tools and dependencies change the bundle too.
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Required by the type but never used: esbuild runs locally, without Docker.
      image: RUNTIME.bundlingImage,
      local: {
        tryBundle(outdir: string): boolean {
          bundleExporter(outdir);
          return true;
        },
      },
    },
  });
}

/** Returns the CDK's value for a number of days. */
const findRetention = (days: number | undefined): RetentionDays | undefined =>
  Object.values(RetentionDays).find((value): value is RetentionDays => value === days);
