import { describe, expect, it } from 'vitest';
import { RESOURCES } from '#functions/export/core/resources.ts';
import { deployStack, REQUEST } from '../support/cli/deployed-stack.ts';
import { landContent } from '../support/cli/land-content.ts';
import { deployMany, NAMES, widthOf } from '../support/cli/many-exports.ts';

const BEGAN = 1_790_000_000;

it('verify shows one row per export, and for each gap the command that closes it', async () => {
  const stack = await deployMany();
  for (const subdomain of ['acme', 'globex']) {
    for (const resource of NAMES) {
      await stack.aws.dynamodb.putItem({
        export_id: `${subdomain}/${resource}`,
        start_time: BEGAN,
        end_time: BEGAN + 100,
      });
      // Two exports lack their object.
      if (subdomain === 'globex' && resource.startsWith('organ')) continue;
      if (subdomain === 'acme' && resource === 'legs') continue;
      await stack.land(BEGAN, BEGAN + 100, { subdomain, resource });
    }
  }
  const { code, out } = await stack.type('verify');
  expect(code).toBe(1);
  const rows = out.split('\n').filter((line) => /^[✔✘] \S+ +\d/.test(line));
  expect(rows).toHaveLength(2 * NAMES.length);
  expect(rows.filter((row) => row.startsWith('✔') && row.endsWith('none'))).toHaveLength(2 * NAMES.length - 2);
  expect(widthOf(rows.join('\n'))).toBeLessThanOrEqual(100);
  expect(out).toMatch(
    /✘ acme\/legs: gap from .*\n +To re-export from there: node cli rewind --to \S+ --resource legs --account acme\n/,
  );
  expect(out).toMatch(/✘ globex\/organizations: gap .*\n.* --resource organizations --account globex\n/);
  expect(await stack.type('verify --account acme --resource users,calls')).toMatchObject({ code: 0 });
});

const CASES = NAMES.flatMap((resource) => (['page', 'ndjson'] as const).map((layout) => ({ resource, layout })));

describe('verify --deep', () => {
  it.each(CASES)('checks the records of $resource by their own timestamps ($layout)', async ({ resource, layout }) => {
    const stack = await deployStack({ requests: [{ ...REQUEST, layout, resources: [resource] }] });
    const range = { resource, layout, start: BEGAN, end: BEGAN + 100 };
    await landContent(stack, { ...range, seconds: [BEGAN, BEGAN + 100] });
    const intact = await stack.json('verify --deep');
    expect(intact).toMatchObject({ code: 0, data: { exports: [{ deep: { checked: 1, damaged: [] } }] } });
    const key = await landContent(stack, { ...range, seconds: [BEGAN, BEGAN + 101] });
    const problems = ['1 of its records are outside the interval in its key'];
    expect(await stack.json('verify --deep')).toMatchObject({
      code: 1,
      data: { exports: [{ deep: { checked: 2, damaged: [{ key, problems }] } }] },
    });
  });

  it('checks the sideloads of a resource with it, and of no other resource', async () => {
    const resources = ['tickets', 'users', 'ticket_events'];
    const stack = await deployStack({ requests: [{ ...REQUEST, layout: 'ndjson', resources }] });
    const range = { layout: 'ndjson', start: BEGAN, end: BEGAN + 100, seconds: [BEGAN] } as const;
    await landContent(stack, { ...range, resource: 'users' });
    await landContent(stack, { ...range, resource: 'users', dataset: 'users_identities' });
    await landContent(stack, { ...range, resource: 'ticket_events' });
    const { data } = await stack.json('verify --deep');
    const { exports } = data as { exports: { export: string; deep: { checked: number } }[] };
    expect(exports.map(({ export: id, deep }) => [id, deep.checked])).toEqual([
      ['acme/tickets', 0],
      ['acme/users', 2],
      ['acme/ticket_events', 1],
    ]);
    expect((await stack.type('verify --deep')).out).toMatch(/✔ acme\/users .* none +2 of 2$/m);
  });
});

it('no resource has a name that begins like the sideloads of another', () => {
  const names = Object.keys(RESOURCES);
  expect(names.filter((name) => names.some((other) => name.startsWith(`${other}_`)))).toEqual([]);
});
