import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ConfigError } from '#infra/config/config-error.ts';
import { loadConfig } from '#infra/config/load-config.ts';
import { readUserContext } from '#infra/config/user-context.ts';
import { CDK_JSON } from '#scripts/with-app.ts';

const folder = mkdtempSync(join(tmpdir(), 'load-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SETTINGS = { accounts: [{ subdomain: 'acme' }, { subdomain: 'globex', pageSize: 500 }], catalog: false };
const FILE = join(folder, 'zendesk-lake.json');
const MISSING = join(folder, 'missing.json');
writeFileSync(FILE, JSON.stringify(SETTINGS));

const load = (options: Record<string, string>, file = FILE) => loadConfig({ ...CDK_JSON.context, ...options }, file);

describe('loadConfig', () => {
  it('reads the settings file if -c sets nothing', () => {
    expect(load({})).toEqual({ config: SETTINGS });
  });

  it('prefers the options of -c to the file, and says so', () => {
    expect(load({ subdomain: 'initech', catalog: 'true' })).toEqual({
      config: { accounts: [{ subdomain: 'initech' }], catalog: true },
      notice: `${FILE} is not used, because -c sets: subdomain, catalog.`,
    });
  });

  it('needs no file for options of -c', () => {
    expect(load({ subdomain: 'initech' }, MISSING)).toEqual({ config: { accounts: [{ subdomain: 'initech' }] } });
  });

  it('does not combine options of -c with the file', () => {
    expect(() => load({ catalog: 'true' })).toThrow(
      /Options of -c replace .*zendesk-lake\.json and are not combined with it\. Put them into .*: catalog\./,
    );
  });

  it('reads another file with -c settings', () => {
    expect(load({ settings: FILE }, MISSING)).toEqual({ config: SETTINGS });
    expect(() => load({ settings: MISSING })).toThrow(
      /missing\.json does not exist\. .*: node cli init --settings .*missing\.json$/,
    );
  });

  it('refuses other options next to -c settings', () => {
    expect(() => load({ settings: FILE, subdomain: 'acme' })).toThrow(/excludes other options of -c\. .*: subdomain\./);
  });

  it('names the file to create if there are no options at all', () => {
    expect(() => load({}, MISSING)).toThrow(ConfigError);
    expect(() => load({}, MISSING)).toThrow(
      /missing\.json does not exist\. Create it: node cli init, or copy zendesk-lake\.example\.json\. .*-c subdomain=acme/,
    );
  });

  it("ignores the values in the user's ~/.cdk.json for other apps", () => {
    const user = { environment: 'dev', '@aws-cdk/core:flag': true };
    expect(loadConfig({ ...CDK_JSON.context, ...user }, FILE, user)).toEqual({ config: SETTINGS });
    // The same name with another value comes from -c.
    expect(() => loadConfig({ environment: 'prod' }, FILE, user)).toThrow(/environment/);
  });

  it('refuses an option in ~/.cdk.json, which would apply to every CDK app', () => {
    const user = { pageSize: '500' };
    expect(() => loadConfig(user, FILE, user)).toThrow(/^pageSize: remove these options from ~\/\.cdk\.json/);
  });
});

describe('readUserContext', () => {
  it('reads the context of a file', () => {
    const path = join(folder, '.cdk.json');
    writeFileSync(path, '{"context":{"environment":"dev"}}');
    expect(readUserContext(path)).toEqual({ environment: 'dev' });
  });

  it.each(['', '{', 'null', '{"context":7}'])('returns an empty context for a file without one: %j', (text) => {
    const path = join(folder, 'other.json');
    writeFileSync(path, text);
    expect(readUserContext(path)).toEqual({});
    expect(readUserContext(MISSING)).toEqual({});
  });
});
