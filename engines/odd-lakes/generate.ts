import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Case, CASES } from './cases.ts';
import { bodyOf, type OddObject, putObject } from './lake-writer.ts';
import { FIRST, nameOf, OBJECT_CASES, type ObjectCase, OTHER_ROWS, otherObject, rowOf } from './object-cases.ts';
import type { LayoutName, OddLake } from './odd-lake.ts';
import { ordinary } from './ticket.ts';

const ORDINARY = [1, 2, 3].map((id) => ordinary(id));

/** An odd ticket in one layout: in one object with ordinary ones. */
function valueCase(each: Case, layout: LayoutName): ObjectCase {
  const { name, oddity, ticket, pageEnd, passedOver = ticket.columns === undefined ? 1 : 0, limits } = each;
  const object: OddObject = {
    body: bodyOf(
      layout,
      [...ORDINARY, ticket].map(({ json }) => json),
      pageEnd,
    ),
    ...FIRST,
  };
  const readable = [...ORDINARY, ...(ticket.columns === undefined ? [] : [ticket])];
  return {
    name,
    layout,
    oddity,
    objects: [otherObject(layout), object],
    expected: {
      rows: [...readable.map((one) => rowOf(one)), ...OTHER_ROWS],
      malformed: passedOver === 0 ? [] : [{ object: nameOf(object), passedOver }],
    },
    ...(limits !== undefined && { limits }),
  };
}

/** Every odd lake. Sideloads are part of an object only in the layout `page`. */
const ALL: readonly ObjectCase[] = [
  ...CASES.map((each) => valueCase(each, 'page')),
  ...CASES.filter(({ name }) => !name.startsWith('sideload-')).map((each) => valueCase(each, 'ndjson')),
  ...OBJECT_CASES,
];

/**
 * Writes small lakes with one odd thing each, in both layouts: `<folder>/<name>/<layout>/tickets/subdomain=…/dt=…/…`.
 *
 * @param folder - is emptied first
 * @returns the manifest: every lake with the answer that a reader following the reading rules gives
 */
export async function writeOddLakes(folder: string): Promise<OddLake[]> {
  await rm(folder, { recursive: true, force: true });
  return Promise.all(
    ALL.map(async ({ objects, files = {}, limits = {}, ...each }): Promise<OddLake> => {
      const path = join(folder, each.name, each.layout);
      for (const object of objects) await putObject(path, object);
      for (const [name, content] of Object.entries(files)) {
        const file = join(path, name);
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, content);
      }
      return { ...each, path, limits };
    }),
  );
}
