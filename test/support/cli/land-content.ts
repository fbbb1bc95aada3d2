import { hash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { formatObjectKey } from '#common/object-key.ts';
import { INCREMENTAL_RESOURCES } from '#functions/export/core/resources.ts';
import type { IncrementalResource } from '#functions/export/core/resource.ts';
import type { DeployedStack } from './deployed-stack.ts';

type ContentOptions = {
  /** Default: tickets. */
  readonly resource?: string;
  /** The dataset of a sideload of the resource. Default: the resource's own. */
  readonly dataset?: string;
  readonly layout: 'page' | 'ndjson';
  readonly start: number;
  readonly end: number;
  /** The records' timestamps in epoch seconds. */
  readonly seconds: readonly number[];
  /** The subject of each record, as it is in the JSON. Default: ok. */
  readonly subject?: string;
};

/** Returns a resource by name. */
function resourceOf(name: string): IncrementalResource {
  const resource = Object.values<IncrementalResource>(INCREMENTAL_RESOURCES).find((each) => each.name === name);
  if (resource === undefined) throw new Error(`There is no resource ${name}.`);
  return resource;
}

/** Lands an object with records as the function writes it. Returns the key. */
export async function landContent({ aws, clock }: DeployedStack, options: ContentOptions): Promise<string> {
  const { resource = 'tickets', dataset = resource, layout, start, end, seconds, subject = 'ok' } = options;
  const { itemKey, version } = resourceOf(resource);
  const format = (second: number): number | string =>
    version.timestampFormat === 'epoch' ? second : new Date(second * 1000).toISOString();
  const records = seconds.map((second, index) => ({ [version.id]: index, [version.timestamp]: format(second) }));
  const lines = records.map((record) => JSON.stringify({ ...record, subject: '' }).replace(/"(?=\}$)/, `${subject}"`));
  const body = layout === 'page' ? `{"${itemKey}":[${lines.join(',')}]}` : lines.map((line) => `${line}\n`).join('');
  const key = formatObjectKey({
    prefix: 'zendesk',
    dataset,
    subdomain: 'acme',
    startTime: start,
    endTime: end,
    digest: hash('sha256', body, 'hex'),
    pagination: 'time',
    isGzip: true,
  });
  const metadata = { pagination: 'time', records: String(records.length) };
  const object = { contentType: 'application/gzip', checksums: {}, lastModified: clock.now(), metadata };
  await aws.s3.objects.put(key, { body: gzipSync(body), ...object }, true);
  return key;
}
