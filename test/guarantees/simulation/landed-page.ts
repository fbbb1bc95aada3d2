import { gunzipSync } from 'node:zlib';
import { recordTexts } from '../../../sandbox/lake/records.ts';
import type { ChainLink } from '../../../sandbox/lake/verify-chain.ts';
import type { StoredObject } from './s3.ts';

/** A landed page as a consumer of the lake sees it. */
export type LandedPage = ChainLink & {
  readonly key: string;
  readonly metadata: StoredObject['metadata'];
  /** The page's text, inflated. */
  readonly text: string;
  /** The exact texts of its tickets. */
  readonly tickets: readonly string[];
};

const NAME = /\/(\d{10})-(\d{10})-[0-9a-f]{12}\.json(\.gz)?$/;

export function landedPage({ key, body, metadata }: StoredObject): LandedPage {
  const [, start, end, gz] = NAME.exec(key) ?? [];
  const text = (gz === undefined ? body : gunzipSync(body)).toString('utf8');
  const { cursor, 'after-cursor': afterCursor } = metadata;
  return {
    key,
    metadata,
    text,
    tickets: recordTexts(text, 'tickets'),
    startTime: Number(start),
    endTime: Number(end),
    pagination: metadata['pagination'] === 'cursor' ? 'cursor' : 'time',
    ...(cursor !== undefined && { cursor }),
    ...(afterCursor !== undefined && { afterCursor }),
  };
}
