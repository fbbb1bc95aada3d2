import { hash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { formatSnapshotKey } from '#common/snapshot-key.ts';
import { type DeployedStack, deployStack, REQUEST } from './deployed-stack.ts';

type PageOptions = {
  readonly list: string;
  readonly snapshot: number;
  readonly page: number;
  readonly isLast?: boolean;
  readonly parent?: string;
  /** The start of the window that the snapshot reads. */
  readonly since?: number;
  /** The member with the records. Default: the list's name. */
  readonly itemKey?: string;
  /** Default: two records. */
  readonly ids?: readonly number[];
  /** Default: page. */
  readonly layout?: 'page' | 'ndjson';
};

/** Lands a page of a list as the function writes it. Returns the key. */
export async function landPage({ aws, clock }: DeployedStack, options: PageOptions): Promise<string> {
  const { list, snapshot, page, isLast = false, parent, since, itemKey = list, layout = 'page' } = options;
  const { ids = [10 * page, 10 * page + 1] } = options;
  const records = ids.map((id) => ({ id }));
  const body =
    layout === 'page'
      ? JSON.stringify({ [itemKey]: records })
      : records.map((record) => `${JSON.stringify(record)}\n`).join('');
  const key = formatSnapshotKey({
    prefix: 'zendesk',
    dataset: list,
    subdomain: 'acme',
    snapshot,
    page,
    isLast,
    digest: hash('sha256', body, 'hex'),
    isGzip: true,
    ...(parent !== undefined && { parent }),
  });
  const metadata = {
    pagination: 'list',
    records: String(ids.length),
    snapshot: String(snapshot),
    page: String(page),
    last: String(isLast),
    ...(since !== undefined && { since: String(since) }),
  };
  const object = { contentType: 'application/gzip', checksums: {}, lastModified: clock.now(), metadata };
  await aws.s3.objects.put(key, { body: gzipSync(body), ...object }, true);
  return key;
}

/** Lands a complete snapshot. Returns the keys of its pages. */
export async function landSnapshot(
  stack: DeployedStack,
  options: Omit<PageOptions, 'page' | 'isLast'>,
  pages: number,
): Promise<string[]> {
  const keys: string[] = [];
  for (let page = 1; page <= pages; page += 1) {
    keys.push(await landPage(stack, { ...options, page, isLast: page === pages }));
  }
  return keys;
}

/** Deploys a stack with one account that exports these resources. */
export const deployLists = (
  resources: readonly unknown[],
  options: Parameters<typeof deployStack>[0] = {},
): Promise<DeployedStack> => deployStack({ requests: [{ ...REQUEST, resources }], ...options });
