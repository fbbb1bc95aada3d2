import { describe, expect, it } from 'vitest';
import { logicalIdOf, resourceOf, synthesize } from '#test/support/infra/synthesize.ts';

const template = synthesize();
const arnOf = (type: string): unknown => ({ 'Fn::GetAtt': [logicalIdOf(template, type), 'Arn'] });
const refOf = (type: string): unknown => ({ Ref: logicalIdOf(template, type) });

describe('export function', () => {
  it('runs the bundle with Node.js 24 on arm64, with its own log group and environment variables', () => {
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

  it('disables retries by Lambda and sends failed events to the failure queue', () => {
    expect(resourceOf(template, 'AWS::Lambda::EventInvokeConfig').Properties).toEqual({
      FunctionName: refOf('AWS::Lambda::Function'),
      Qualifier: '$LATEST',
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 60,
      DestinationConfig: { OnFailure: { Destination: arnOf('AWS::SQS::Queue') } },
    });
  });

  it('grants exactly the permissions that an export needs', () => {
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
                Action: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem'],
                Resource: arnOf('AWS::DynamoDB::GlobalTable'),
              },
              {
                Effect: 'Allow',
                Action: 'secretsmanager:GetSecretValue',
                Resource: { 'Fn::Join': ['', expect.arrayContaining([':secret:zendesk-lake/acme-??????'])] },
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

describe('log group', () => {
  it('keeps logs for 30 days and gets deleted with the stack', () => {
    expect(resourceOf(template, 'AWS::Logs::LogGroup')).toMatchObject({
      Properties: { RetentionInDays: 30 },
      DeletionPolicy: 'Delete',
    });
  });

  it('keeps logs for logRetentionDays', () => {
    const { Properties } = resourceOf(synthesize({ logRetentionDays: 365 }), 'AWS::Logs::LogGroup');
    expect(Properties).toEqual({ RetentionInDays: 365 });
  });
});

describe('failure queue', () => {
  it('encrypts messages and keeps them for 14 days, the maximum of SQS', () => {
    expect(resourceOf(template, 'AWS::SQS::Queue').Properties).toEqual({
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 14 * 24 * 60 * 60,
    });
  });

  it('denies requests without TLS and allows nothing else', () => {
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
