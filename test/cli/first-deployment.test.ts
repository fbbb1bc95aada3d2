import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseExportRequest } from '#functions/export/core/export-request.ts';
import { loadConfig } from '#infra/config/load-config.ts';
import { deployStack, TOKEN } from '../support/cli/deployed-stack.ts';
import { resourceOf, synthesize } from '../support/infra/synthesize.ts';
import { temporaryFolder } from '../support/sandbox/aws/temporary-folder.ts';

it('init, credentials and cdk deploy need no option that the settings file has, and status then finds no difference', async () => {
  const { type, json, plane, account, aws } = await deployStack({ requests: [] });
  account.create({ second: Date.UTC(2026, 2, 4) / 1000 });
  const settingsFile = join(await temporaryFolder(), 'zendesk-lake.json');
  const secret = JSON.stringify({ accessToken: TOKEN });
  const io = { settingsFile, readInput: async () => Buffer.from(secret) };
  expect(await type('init --account acme --resource tickets', io)).toMatchObject({ code: 0 });
  expect(await type('credentials', io)).toMatchObject({ code: 0 });

  // The CDK app reads the file like this.
  const { config, notice } = loadConfig({}, settingsFile);
  expect(notice).toBeUndefined();
  const template = synthesize(config);
  const { Target } = resourceOf(template, 'AWS::Scheduler::Schedule').Properties as { Target: { Input: string } };
  const request = parseExportRequest(JSON.parse(Target.Input));
  expect(request).toMatchObject({ subdomain: 'acme', resources: [{ name: 'tickets' }] });
  expect(aws.secrets.requests.map(({ operation }) => operation)).toContain('PutSecretValue');
  expect(request.credentialsSecretId).toBe('zendesk-lake/acme');
  template.hasResourceProperties('AWS::Glue::Table', {
    TableInput: { Name: 'tickets_raw', Parameters: { 'projection.dt.range': '2026-03-04,NOW' } },
  });

  const outputs = template.findOutputs('Configuration') as { Configuration: { Value: string } };
  plane.cloudFormation.deploy('ZendeskLake', {
    LakeBucketName: aws.s3.bucket,
    LakePrefix: 'zendesk',
    CursorTableName: aws.dynamodb.table,
    FunctionName: 'none',
    ScheduleGroupName: 'group',
    Configuration: outputs.Configuration.Value,
  });
  plane.scheduler.put({ Name: 'acme', GroupName: 'group', State: 'ENABLED', Target });
  expect((await json('status', io)).data).toMatchObject({
    configuration: { deployed: config, differences: [] },
  });
});
