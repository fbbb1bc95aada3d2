import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ConfigError } from '#infra/config/config-error.ts';
import { loadConfig } from '#infra/config/load-config.ts';
import { CDK_JSON } from '../../support/infra/synthesize.ts';

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
    expect(() => load({ settings: MISSING })).toThrow(/missing\.json does not exist\./);
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
});
