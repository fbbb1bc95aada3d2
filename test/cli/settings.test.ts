import { describe, expect, it } from 'vitest';
import { deployStack } from '../support/cli/deployed-stack.ts';
import { writeSettings } from '../support/cli/settings.ts';

const ACME = { accounts: [{ subdomain: 'acme', pageSize: 500 }] };

/** Settings with two entries of one subdomain. */
const two = (pageSize: number) => ({
  accounts: [
    { subdomain: 'acme', resources: ['tickets'] },
    { subdomain: 'acme', resources: ['users'], pageSize },
  ],
});

const deploy = (configuration: object) => deployStack({ outputs: { Configuration: JSON.stringify(configuration) } });

describe('status', () => {
  it('shows the options as deployed, without a settings file', async () => {
    const { type, json } = await deploy({ ...ACME, dashboard: false });
    expect((await type('status')).out).toMatch(
      /\nconfiguration\n +accounts +acme\n +dashboard +false\n +accounts\.acme\.pageSize +500\n$/,
    );
    expect((await json('status')).data).toMatchObject({
      configuration: { deployed: { ...ACME, dashboard: false }, file: null, differences: null },
    });
  });

  it('says that the settings file has the same options', async () => {
    const { type, json } = await deploy(ACME);
    const io = await writeSettings({ $schema: 'x', ...ACME });
    expect((await type('status', io)).out).toMatch(/pageSize +500\n +as in .*zendesk-lake\.json\n$/);
    expect((await json('status', io)).data).toMatchObject({ configuration: { differences: [] } });
  });

  it('lists the options that differ from the settings file, and the command that applies them', async () => {
    const { type, json } = await deploy({
      accounts: [{ subdomain: 'acme', pageSize: 500 }, { subdomain: 'initech' }],
      dashboard: false,
    });
    const io = await writeSettings({
      accounts: [{ subdomain: 'globex' }, { subdomain: 'acme', resources: ['users'] }],
      alarmEmail: 'ops@example.com',
    });
    expect((await json('status', io)).data).toMatchObject({
      configuration: {
        file: expect.stringMatching(/zendesk-lake\.json$/),
        differences: [
          { option: 'dashboard', deployed: false, file: null },
          { option: 'alarmEmail', deployed: null, file: 'ops@example.com' },
          { option: 'accounts.acme.pageSize', deployed: 500, file: null },
          { option: 'accounts.acme.resources', deployed: null, file: ['users'] },
          { option: 'accounts.initech', deployed: {}, file: null },
          { option: 'accounts.globex', deployed: null, file: {} },
        ],
      },
    });
    const { out } = await type('status', io);
    expect(out).toMatch(/differs\.\s+npx cdk diff shows the changes, and npx cdk deploy applies them\./);
    expect(out).toMatch(/\naccounts\.acme\.pageSize +500 +–\n/);
    expect(out).toMatch(/\naccounts\.globex +– +defaults\n/);
    expect(out).toMatch(/\naccounts\.initech: The tables will not show the rows of this account\./);
  });

  it('compares the second entry of a subdomain separately', async () => {
    const { json } = await deploy(two(500));
    expect((await json('status', await writeSettings(two(100)))).data).toMatchObject({
      configuration: { differences: [{ option: 'accounts.acme#2.pageSize', deployed: 500, file: 100 }] },
    });
  });

  it.each(['{"accounts":', '[]'])('ignores an output Configuration that is not valid: %s', async (Configuration) => {
    const { type } = await deployStack({ outputs: { Configuration } });
    expect(await type('status')).toMatchObject({
      code: 0,
      out: expect.not.stringContaining('configuration'),
    });
  });
});

describe('stackName of the settings file', () => {
  const staging = { ...ACME, stackName: 'Staging' };

  it('selects the stack of every command', async () => {
    const { type } = await deployStack();
    const io = await writeSettings(staging);
    expect(await type('status', io)).toMatchObject({
      code: 2,
      err: expect.stringContaining('Stack Staging does not exist'),
    });
  });

  it('gives way to --stack, and the file is then not compared', async () => {
    const { json } = await deploy(ACME);
    const { code, data } = await json('status --stack ZendeskLake', await writeSettings(staging));
    expect({ code, data }).toMatchObject({ code: 0, data: { configuration: { file: null, differences: null } } });
  });

  it('comes from the file of --settings, which follow-up commands repeat', async () => {
    const { type, plane, aws } = await deployStack();
    plane.cloudFormation.deploy('Staging', {
      LakeBucketName: aws.s3.bucket,
      LakePrefix: 'zendesk',
      CursorTableName: aws.dynamodb.table,
      FunctionName: 'none',
      ScheduleGroupName: 'ZendeskLake-Schedules-Group',
    });
    const { settingsFile } = await writeSettings(staging);
    await type(`pause --settings ${settingsFile}`);
    const { out } = await type(`doctor --settings ${settingsFile}`);
    expect(out).toContain(`resume --account acme --settings ${settingsFile}`);
  });
});

describe('a settings file that cannot be used', () => {
  it.each(['doctor', 'status', 'run', 'pause', 'rewind --to 1 --yes', 'verify', 'cost'])(
    'ends %s with exit code 2 and the place of the mistake, before any request to AWS',
    async (command) => {
      const { type, plane } = await deployStack();
      const { code, out, err } = await type(command, await writeSettings('{\n  "accounts": [,]\n}'));
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toMatch(/zendesk-lake\.json is not valid JSON\. line 2, column 16: /);
      expect(plane.cloudFormation.requests).toEqual([]);
    },
  );

  it('appears as an error of --json too', async () => {
    const { json } = await deployStack();
    expect(await json('status', await writeSettings({ accounts: [{ subdomain: 'acme', pagesize: 5 }] }))).toEqual({
      code: 2,
      data: {
        error: {
          exitCode: 2,
          message: expect.stringContaining('accounts.0.pagesize: unknown option. Did you mean pageSize?'),
        },
      },
    });
  });

  it('ends a command if --settings names a file that does not exist', async () => {
    const { type } = await deployStack();
    expect(await type('status --settings none.json')).toMatchObject({
      code: 2,
      err: 'none.json does not exist. Check --settings.\n',
    });
  });
});
