import { createHash } from 'node:crypto';
import { layoutOf } from '../scenario.ts';
import type { LandedObject } from '../engine/landed.ts';
import type { Trace } from '../trace.ts';

/** No object is ever written over, and each is what its name and metadata say. */
export function immutable({ replaced, pages, sideloads, scenario }: Trace): string[] {
  const isPage = layoutOf(scenario.setup).name === 'page';
  return [
    ...replaced.map((key) => `${key} was written over`),
    ...pages.flatMap((page) => wrongObject(page, isPage ? onOneLine : inLines, page.tickets.length)),
    ...sideloads.flatMap((sideload) => wrongObject(sideload, inLines, sideload.text.split('\n').length - 1)),
  ];
}

const onOneLine = (text: string): boolean => !/[\r\n]/.test(text);
/** No line is empty, and the last one ends too. */
const inLines = (text: string): boolean => /^([^\r\n]+\n)+$/.test(text);

function wrongObject({ key, text, metadata }: LandedObject, isFormed: (text: string) => boolean, records: number) {
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 12);
  const wrong: string[] = [];
  if (!key.includes(`-${digest}.json`)) wrong.push(`${key} is not the digest of its content`);
  if (!isFormed(text)) wrong.push(`${key} has other lines than its layout`);
  if (records === 0) wrong.push(`${key} is empty`);
  if (metadata['records'] !== String(records)) wrong.push(`${key} does not hold ${metadata['records']}`);
  return wrong;
}
