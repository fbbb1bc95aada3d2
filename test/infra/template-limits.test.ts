import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '#infra/config/config-error.ts';
import type { ExporterConfig } from '#infra/config/config-schema.ts';
import { synthesizeTemplate } from '#infra/synthesize-template.ts';
import { assertTemplateFits } from '#infra/template-limits.ts';
import { CDK_JSON } from '#scripts/with-app.ts';

const synthesize = (config: ExporterConfig): string => synthesizeTemplate(config, { context: CDK_JSON.context });

/** Returns the error for a config, with templates by `build`. */
function errorFor(config: ExporterConfig, build: (config: ExporterConfig) => string = synthesize): unknown {
  try {
    assertTemplateFits(config, build);
  } catch (error) {
    return error;
  }
  return undefined;
}

const accountsOf = (length: number, options: Partial<ExporterConfig['accounts'][number]> = {}) =>
  Array.from({ length }, (_, index) => ({ subdomain: `acme-${index}`, ...options }));

/** The same without the search for the number that fits. */
const excessOf = (config: ExporterConfig): unknown =>
  errorFor(config, (each) => (each === config ? synthesize(config) : '{"Resources":{}}'));

const fits = (config: ExporterConfig): boolean => excessOf(config) === undefined;

/** Accounts that export all resources. */
const all = (count: number): ExporterConfig => ({ accounts: accountsOf(count, { resources: ['all'] }) });

/** Accounts whose secrets do not have the default names. */
const named = (count: number): ExporterConfig => ({
  accounts: accountsOf(count).map((each) => ({ ...each, credentialsSecret: `team/${each.subdomain}` })),
  catalog: false,
});

const longNamed = (count: number): ExporterConfig => ({
  accounts: accountsOf(count).map((each, index) => ({
    ...each,
    credentialsSecret: `${index}`.padStart(512, 'secret/'),
  })),
  catalog: false,
});

/** A template with this many resources. */
const templateOf = (count: number): string =>
  JSON.stringify({ Resources: Object.fromEntries(Array.from({ length: count }, (_, i) => [`R${i}`, { Type: 'T' }])) });

describe('the number of accounts in a stack', () => {
  it('ends at 500 resources, and the error names exactly how many fit', () => {
    const tried = new Set<number>();
    const error = errorFor({ accounts: accountsOf(72), catalog: false, dashboard: false }, (config) => {
      tried.add(config.accounts.length);
      return synthesize(config);
    });
    expect(error).toBeInstanceOf(ConfigError);
    expect(String(error)).toMatch(
      /accounts: 72 entries are more than one stack can hold\. .* 5\d\d CloudFormation resources, and AWS accepts 500\. The first 68 fit\./,
    );
    expect([...tried]).toEqual(expect.arrayContaining([68, 69]));
  });

  it('reaches 66 with tables of tickets', () => {
    expect([66, 67].map((count) => fits({ accounts: accountsOf(count) }))).toEqual([true, false]);
  });

  it('ends at 1 MB if they export all resources, and grows without a dashboard', () => {
    expect([40, 46].map((count) => fits(all(count)))).toEqual([true, false]);
    expect(fits({ ...all(50), dashboard: false })).toBe(true);
    expect(String(excessOf(all(46)))).toMatch(
      / 1,\d{3},\d{3} bytes, and AWS accepts 1,000,000\. .* set dashboard to false\./,
    );
  });

  it('ends at the size of a role if the names of their secrets are long', () => {
    expect(fits(longNamed(15))).toBe(true);
    expect(String(excessOf(longNamed(19)))).toMatch(
      / 1\d,\d{3} characters in the policies of a role, and AWS accepts 10,240\./,
    );
  });

  it('ends at the size of the operator policy if the secrets have other names', () => {
    expect(fits(named(60))).toBe(true);
    expect(String(excessOf({ ...named(60), operatorPolicy: true }))).toMatch(
      /characters in the operator policy, and AWS accepts 6,144\./,
    );
  });

  it('matches the largest that fits, however many resources each account needs', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 6, maxLength: 20 }), (sizes) => {
        const needed = (count: number): number => 40 + sizes.slice(0, count).reduce((sum, size) => sum + size, 0);
        fc.pre(needed(sizes.length) > 500);
        const error = errorFor({ accounts: accountsOf(sizes.length) }, ({ accounts }) =>
          templateOf(needed(accounts.length)),
        );
        const fitting = Number(/The first (\d+) fit/.exec(String(error))?.[1]);
        expect(needed(fitting)).toBeLessThanOrEqual(500);
        expect(needed(fitting + 1)).toBeGreaterThan(500);
      }),
      { numRuns: 30 },
    );
  });
});
