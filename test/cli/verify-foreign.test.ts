import { describe, expect, it } from 'vitest';
import type { LocalAws } from '#sandbox/aws/index.ts';
import { deployStack } from '../support/cli/deployed-stack.ts';
import { landContent } from '../support/cli/land-content.ts';

const BEGAN = 1_790_000_000;

/** Copies an object, with other metadata if given. */
async function copy(
  { s3 }: LocalAws,
  from: string,
  to: string,
  metadata?: Readonly<Record<string, string>>,
): Promise<void> {
  const [info, body] = [await s3.objects.info(from), await s3.objects.read(from)];
  if (info === undefined || body === undefined) throw new Error(`There is no object ${from}.`);
  await s3.objects.put(to, { ...info, body, metadata: metadata ?? info.metadata }, false);
}

/** Deploys a stack with three pages with content. */
async function deployPages() {
  const stack = await deployStack();
  const keys: string[] = [];
  for (let n = 0; n < 3; n += 1) {
    const start = BEGAN + n * 100;
    keys.push(await landContent(stack, { layout: 'page', start, end: start + 100, seconds: [start + 1, start + 100] }));
  }
  await stack.aws.dynamodb.putItem({ export_id: 'acme/tickets', start_time: BEGAN, end_time: BEGAN + 300 });
  const [, moved = ''] = keys;
  return { ...stack, moved };
}

describe('verify', () => {
  it.each([
    ['a folder of the account', (key: string) => key.replace('/subdomain=acme/', '/subdomain=acme/quarantine/')],
    ['a folder of the day', (key: string) => key.replace(/\/(?=[^/]*$)/, '/quarantine/')],
    [
      'a copy of the folders below the account',
      (key: string) => key.replace(/^zendesk\/tickets/, 'zendesk/tickets/subdomain=acme/copy'),
    ],
    ['a name with a suffix', (key: string) => `${key}.bak`],
    ['a name without a digest', (key: string) => key.replace(/-[0-9a-f]{12}\./, '.')],
  ])('reports a gap for an object that no table reads, because it was moved to %s', async (_, rename) => {
    const { aws, json, moved } = await deployPages();
    expect(await json('verify')).toMatchObject({ code: 0 });
    await copy(aws, moved, rename(moved));
    await aws.s3.objects.delete(moved);
    expect(await json('verify')).toMatchObject({
      code: 1,
      data: { exports: [{ objects: 2, gaps: [{ from: BEGAN + 100, to: BEGAN + 200 }] }] },
    });
  });

  it('reports a gap for a page of a walk that was copied without its metadata', async () => {
    const { aws, json, land } = await deployStack();
    await land(BEGAN, BEGAN, { pagination: 'cursor', metadata: { 'after-cursor': 'a' } });
    const last = await land(BEGAN, BEGAN + 5, { pagination: 'cursor', metadata: { cursor: 'a' } });
    await aws.dynamodb.putItem({ export_id: 'acme/tickets', start_time: BEGAN, end_time: BEGAN + 5 });
    expect(await json('verify')).toMatchObject({ code: 0 });
    await copy(aws, last, last, {});
    expect(await json('verify')).toMatchObject({
      code: 1,
      data: { exports: [{ gaps: [{ from: BEGAN, to: BEGAN + 5 }] }] },
    });
  });
});

it('verify counts the objects before firstDay, which the tables with dt do not read', async () => {
  const account = { subdomain: 'acme', firstDay: '2020-01-02' };
  const { aws, land, json, type } = await deployStack({
    outputs: { Configuration: JSON.stringify({ accounts: [account] }) },
  });
  const began = Date.UTC(2020, 0, 1, 12) / 1000;
  await land(began, began + 100);
  await land(began + 100, began + 86_400);
  await aws.dynamodb.putItem({ export_id: 'acme/tickets', start_time: began, end_time: began + 86_400 });
  expect(await json('verify')).toMatchObject({
    code: 0,
    data: { exports: [{ beforeFirstDay: { objects: 1, firstDay: '2020-01-02' } }] },
  });
  expect((await type('verify')).out).toContain('acme/tickets: 1 object before firstDay 2020-01-02');
});

describe('verify --deep', () => {
  it('names an archived object, and checks all others', async () => {
    const { aws, json, moved } = await deployPages();
    aws.s3.intercept(({ operation, key }) =>
      operation === 'GetObject' && key === moved
        ? { kind: 'respond', status: 403, code: 'InvalidObjectState' }
        : undefined,
    );
    const problems = [expect.stringMatching(/^is archived, .* Restore it$/)];
    expect(await json('verify --deep')).toMatchObject({
      code: 1,
      data: { exports: [{ complete: true, deep: { checked: 3, damaged: [{ key: moved, problems }] } }] },
    });
  });

  it('ignores an object that is deleted after it was listed', async () => {
    const { aws, json, moved } = await deployPages();
    aws.s3.intercept(({ operation, key }) =>
      operation === 'GetObject' && key === moved ? { kind: 'respond', status: 404, code: 'NoSuchKey' } : undefined,
    );
    expect(await json('verify --deep')).toMatchObject({
      code: 0,
      data: { exports: [{ deep: { checked: 2, damaged: [] } }] },
    });
  });

  it('checks only the content of an object that was copied without its metadata, and says so', async () => {
    const { aws, json, type, moved } = await deployPages();
    await copy(aws, moved, moved, {});
    expect(await json('verify --deep')).toMatchObject({
      code: 0,
      data: { exports: [{ deep: { checked: 3, damaged: [], withoutMetadata: 1 } }] },
    });
    expect((await type('verify --deep')).out).toContain('acme/tickets: 1 object without metadata, probably copied.');
  });
});
