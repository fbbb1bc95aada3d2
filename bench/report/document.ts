import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Generated blocks of a document, by the name in their markers. */
type Blocks = Readonly<Record<string, string>>;

const DOCUMENT = join(import.meta.dirname, '..', '..', 'docs', 'performance.md');

export async function writeDocument(blocks: Blocks, path: string = DOCUMENT): Promise<void> {
  await writeFile(path, withBlocks(await readFile(path, 'utf8'), blocks));
}

/**
 * Replaces the text between `<!-- name -->` and `<!-- /name -->` for each block.
 * @throws Error if the document does not have the markers of a block
 */
export function withBlocks(document: string, blocks: Blocks): string {
  return Object.entries(blocks).reduce((text, [name, block]) => {
    const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const [from, to] = [text.indexOf(begin), text.indexOf(end)];
    if (from === -1 || to < from)
      throw new Error(`The document does not contain the markers ${begin} and ${end}, in this order.`);
    return `${text.slice(0, from)}${begin}\n\n${block}\n\n${text.slice(to)}`;
  }, document);
}
