import { createHash } from 'node:crypto';
import { layoutOf } from '../scenario.ts';
import type { LandedObject } from '../engine/landed.ts';
import type { Trace } from '../trace.ts';

/** No object is ever overwritten, and each is what its name and metadata say. */
export function immutable({ replaced, pages, sideloads, scenario }: Trace): string[] {
  const isPage = layoutOf(scenario.setup).name === 'page';
  return [
    ...replaced.map((key) => `${key} was overwritten`),
    ...pages.flatMap((page) => [
      ...wrongObject(page, isPage ? onOneLine : inLines, page.tickets.length),
      // An empty page lands only where the run goes on from it.
      ...(page.tickets.length > 0 || page.metadata['end-of-stream'] === 'false' ? [] : [`${page.key} is empty`]),
    ]),
    ...sideloads.flatMap((sideload) => [
      ...wrongObject(sideload, inLines, sideload.text.split('\n').length - 1),
      ...(sideload.text === '' ? [`${sideload.key} is empty`] : []),
    ]),
  ];
}

const onOneLine = (text: string): boolean => /^[^\r\n]+$/.test(text);
/** No line is empty, and the last one ends too. */
const inLines = (text: string): boolean => /^([^\r\n]+\n)*$/.test(text);

function wrongObject({ key, text, metadata }: LandedObject, isFormed: (text: string) => boolean, records: number) {
  const digest = createHash('sha256').update(text).digest('hex');
  const [, inKey = '', cursor] = /-([0-9a-f]{12})(\.cursor)?\.json/.exec(key) ?? [];
  const wrong: string[] = [];
  // The key of a cursor page's lines has the page's digest instead: see record-integrity.ts.
  if ((metadata['digest'] ?? inKey) !== (metadata['digest'] === undefined ? digest.slice(0, 12) : digest))
    wrong.push(`${key} is not the digest of its content`);
  if ((cursor !== undefined) !== (metadata['pagination'] === 'cursor')) wrong.push(`${key} names another pagination`);
  if (!isFormed(text)) wrong.push(`${key} has other lines than its layout`);
  if (metadata['records'] !== String(records)) wrong.push(`${key} does not hold ${metadata['records']}`);
  return wrong;
}
