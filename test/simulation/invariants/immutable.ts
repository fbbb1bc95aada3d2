import { createHash } from 'node:crypto';
import { layoutOf } from '../scenario.ts';
import type { LandedObject } from '../engine/landed.ts';
import type { Trace } from '../trace.ts';

/** No object is overwritten, and the content of each matches its key and metadata. */
export function immutable({ replaced, pages, sideloads, scenario }: Trace): string[] {
  const isPage = layoutOf(scenario.setup).name === 'page';
  return [
    ...replaced.map((key) => `${key} was overwritten`),
    ...pages.flatMap((page) => [
      ...wrongObject(page, isPage ? isOneLine : hasCompleteLines, page.records.length),
      // An empty page lands only if the run continues from it.
      ...(page.records.length > 0 || page.metadata['end-of-stream'] === 'false' ? [] : [`${page.key} is empty`]),
    ]),
    ...sideloads.flatMap((sideload) => [
      ...wrongObject(sideload, hasCompleteLines, sideload.text.split('\n').length - 1),
      ...(sideload.text === '' ? [`${sideload.key} is empty`] : []),
    ]),
  ];
}

const isOneLine = (text: string): boolean => /^[^\r\n]+$/.test(text);
/** No line is empty, and the last line ends with a line break. */
const hasCompleteLines = (text: string): boolean => /^([^\r\n]+\n)*$/.test(text);

function wrongObject({ key, text, metadata }: LandedObject, hasFormat: (text: string) => boolean, records: number) {
  const digest = createHash('sha256').update(text).digest('hex');
  const [, inKey = '', cursor] = /-([0-9a-f]{12})(\.cursor)?\.json/.exec(key) ?? [];
  const wrong: string[] = [];
  // In the layout ndjson, a cursor page's key has the digest of the page: see record-integrity.ts.
  if ((metadata['digest'] ?? inKey) !== (metadata['digest'] === undefined ? digest.slice(0, 12) : digest))
    wrong.push(`${key} does not have the digest of its content`);
  if ((cursor !== undefined) !== (metadata['pagination'] === 'cursor'))
    wrong.push(`the key and the metadata of ${key} name different paginations`);
  if (!hasFormat(text)) wrong.push(`the lines of ${key} do not match its layout`);
  if (metadata['records'] !== String(records)) wrong.push(`${key} does not contain ${metadata['records']} records`);
  return wrong;
}
