import { describe, expect, it } from 'vitest';
import { compareSettings, type Options } from '#cli/core/compare-settings.ts';
import { describeEffects } from '#cli/core/option-effects.ts';

const acme = { subdomain: 'acme' };

const effectsOf = (deployed: Options, file: Options): string[] => describeEffects(compareSettings(deployed, file));

describe('describeEffects', () => {
  it('warns of another layout under the same prefix, whose objects the tables would not read', () => {
    const deployed = { accounts: [acme], lakePrefix: 'raw' };
    const file = { accounts: [{ ...acme, layout: 'ndjson' }], lakePrefix: 'raw' };
    expect(effectsOf(deployed, file)).toEqual([
      expect.stringMatching(/^accounts\.acme\.layout: .* will not read them\. Also set another lakePrefix\.$/),
    ]);
  });

  it('warns of another prefix or bucket, where the tables begin empty', () => {
    const deployed = { accounts: [acme] };
    const rewind = expect.stringMatching(/^lakePrefix: .* until you rewind the exports\.$/);
    expect(effectsOf(deployed, { ...deployed, lakePrefix: 'raw' })).toEqual([rewind]);
    const both = { accounts: [{ ...acme, layout: 'ndjson' }], lakePrefix: 'raw' };
    expect(effectsOf(deployed, both)).toEqual([rewind]);
    expect(effectsOf(deployed, { ...deployed, lakeBucket: 'my-lake' })).toEqual([
      expect.stringMatching(/^lakeBucket: Exports continue/),
    ]);
  });

  it('says that a removed account leaves the tables, and says nothing of an added one', () => {
    const [one, two] = [{ accounts: [acme] }, { accounts: [acme, { subdomain: 'globex' }] }];
    expect(effectsOf(two, one)).toEqual([expect.stringMatching(/^accounts\.globex: .* so it can be added again\.$/)]);
    expect(effectsOf(one, two)).toEqual([]);
  });

  it('says that the tables leave the Data Catalog or move to another database', () => {
    const deployed = { accounts: [acme] };
    expect(effectsOf(deployed, { ...deployed, catalog: false })).toEqual([
      expect.stringMatching(/^catalog: All tables/),
    ]);
    expect(effectsOf({ ...deployed, catalog: false }, deployed)).toEqual([]);
    expect(effectsOf(deployed, { ...deployed, catalogDatabase: 'support' })).toHaveLength(1);
  });

  it('says nothing of options that leave the tables as they are', () => {
    const file = { accounts: [{ ...acme, include: ['users'], pollSeconds: 60 }], compactionSchedule: 'rate(1 day)' };
    expect(effectsOf({ accounts: [acme] }, file)).toEqual([]);
  });
});
