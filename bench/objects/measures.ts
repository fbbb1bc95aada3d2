import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { openLake } from '#cli/aws/lake.ts';
import { proveChain } from '#cli/core/prove-chain.ts';
import { formatFolder } from '#common/object-key.ts';
import { BUCKET, endTimeOf, FOLDER, START_TIME } from './generated-lake.ts';

/** Something that is measured over generated objects, in a separate process. */
type ObjectMeasure = {
  readonly title: string;
  /** See `Shape`. */
  readonly walkEvery: number;
  /** Returns the number of objects. */
  readonly run: (client: S3Client, objects: number) => Promise<number>;
};

/** By name. The CPU time of the others is shown relative to the first one. */
export const OBJECT_MEASURES: Readonly<Record<string, ObjectMeasure>> = {
  listing: { title: 'listing alone', walkEvery: 0, run: listAlone },
  verify: { title: '`verify`', walkEvery: 0, run: verify },
  'verify-walks': { title: '`verify`, every hundredth object looked up', walkEvery: 100, run: verify },
};

async function listAlone(client: S3Client): Promise<number> {
  let objects = 0;
  const input = { Bucket: BUCKET, Prefix: formatFolder(FOLDER) };
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, input)) objects += Contents.length;
  return objects;
}

/** @throws Error if the proof has gaps */
async function verify(client: S3Client, objects: number): Promise<number> {
  const lake = openLake(client, BUCKET, FOLDER.prefix);
  const cursor = { start_time: START_TIME, end_time: endTimeOf(objects) };
  const verdict = await proveChain(lake.list(formatFolder(FOLDER)), cursor, false, (pages) => lake.metadata(pages));
  if (verdict.gaps.length > 0) throw new Error(`the proof of ${objects} objects has ${verdict.gaps.length} gaps`);
  return verdict.objects;
}
