import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { describe, expect, it } from 'vitest';
import { logicalIdOf, resourceOf, synthesize } from '#test/support/infra/synthesize.ts';

const template = synthesize();
const arnOf = (type: string): unknown => ({ 'Fn::GetAtt': [logicalIdOf(template, type), 'Arn'] });
const refOf = (type: string): unknown => ({ Ref: logicalIdOf(template, type) });

describe('the function', () => {
  it('runs the bundle on the newest Node for arm64, with its own log group and what it expects in its environment', () => {
    expect(resourceOf(template, 'AWS::Lambda::Function').Properties).toEqual({
      Description: expect.any(String),
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Code: expect.objectContaining({ S3Key: expect.stringMatching(/\.zip$/) }),
      Handler: 'index.handler',
      MemorySize: 512,
      Timeout: 840,
      Environment: {
        Variables: {
          LAKE_BUCKET: { Ref: 'LakeBucketB1D32E10' },
          LAKE_PREFIX: 'zendesk',
          CURSOR_TABLE: refOf('AWS::DynamoDB::GlobalTable'),
          NODE_OPTIONS: '--enable-source-maps',
          POWERTOOLS_SERVICE_NAME: 'zendesk-lake',
        },
      },
      LoggingConfig: { LogFormat: 'JSON', LogGroup: refOf('AWS::Logs::LogGroup') },
      Role: { 'Fn::GetAtt': [expect.stringMatching(/^ExporterRole/), 'Arn'] },
    });
  });

  it('is not retried, since the next tick is the retry, and what fails goes to the queue', () => {
    expect(resourceOf(template, 'AWS::Lambda::EventInvokeConfig').Properties).toEqual({
      FunctionName: refOf('AWS::Lambda::Function'),
      Qualifier: '$LATEST',
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 60,
      DestinationConfig: { OnFailure: { Destination: arnOf('AWS::SQS::Queue') } },
    });
  });

  it('may do exactly what an export does, on exactly what it uses', () => {
    expect(resourceOf(template, 'AWS::IAM::Role', 'ExporterRole').Properties).toEqual({
      Description: expect.any(String),
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
      },
      Policies: [
        {
          PolicyName: 'Export',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Action: 's3:PutObject',
                Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['LakeBucketB1D32E10', 'Arn'] }, '/zendesk/*']] },
              },
              {
                Effect: 'Allow',
                Action: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
                Resource: arnOf('AWS::DynamoDB::GlobalTable'),
              },
              {
                Effect: 'Allow',
                Action: 'secretsmanager:GetSecretValue',
                Resource: refOf('AWS::SecretsManager::Secret'),
              },
              {
                Effect: 'Allow',
                Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
                Resource: arnOf('AWS::Logs::LogGroup'),
              },
              { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arnOf('AWS::SQS::Queue') },
            ],
          },
        },
      ],
    });
  });
});

describe('the logs', () => {
  it('are kept for a month and go with the stack', () => {
    expect(resourceOf(template, 'AWS::Logs::LogGroup')).toMatchObject({
      Properties: { RetentionInDays: 30 },
      DeletionPolicy: 'Delete',
    });
  });

  it('are kept as long as asked for', () => {
    const { Properties } = resourceOf(synthesize({ logRetentionDays: RetentionDays.ONE_YEAR }), 'AWS::Logs::LogGroup');
    expect(Properties).toEqual({ RetentionInDays: 365 });
  });
});

describe('the failure queue', () => {
  it('is encrypted and keeps messages as long as SQS can', () => {
    expect(resourceOf(template, 'AWS::SQS::Queue').Properties).toEqual({
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 14 * 24 * 60 * 60,
    });
  });

  it('answers over TLS only, and its policy allows nothing to anyone', () => {
    expect(resourceOf(template, 'AWS::SQS::QueuePolicy').Properties['PolicyDocument']).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Deny',
          Principal: { AWS: '*' },
          Action: 'sqs:*',
          Resource: arnOf('AWS::SQS::Queue'),
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    });
  });
});
