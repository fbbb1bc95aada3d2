import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DATASETS } from '#catalog/datasets.ts';
import { duckdbScript } from '#catalog/duckdb.ts';
import { LAYOUTS } from '#catalog/layout.ts';
import { literal } from '#catalog/sql.ts';
import { openDatabase } from '#sandbox/lake/duckdb.ts';
import { A, B, bodyIn, createLake, FOLDER, openLake, ticket } from '../support/catalog/lake.ts';
import { temporaryFolder } from '../support/sandbox/aws/temporary-folder.ts';

/** The name of an object without content. */
const EMPTY = '0000000003-0000000004-cccccccccccc.json.gz';

describe.each(LAYOUTS)('the DuckDB script for the layout %s', (layout) => {
  it.each(['x[1]', 'a*b', "it's [a-z]"])('reads a lake in a folder named %s', async (name) => {
    const lake = join(await temporaryFolder(), name);
    const decoy = join(lake, '..', 'x1', 'lake');
    await createLake(layout, [{ name: A, tickets: [ticket(1, 1)] }], join(lake, 'lake'));
    await createLake(layout, [{ name: A, tickets: [ticket(2, 1)] }], decoy);
    const tables = await openLake(join(lake, 'lake'), layout);
    expect(await tables.rows('SELECT id, landed_in FROM tickets_latest')).toEqual([
      { id: 1n, landed_in: join(lake, 'lake', FOLDER, A) },
    ]);
  });

  it.each(['x[1]', 'a*b'])('reads the same folder if objects are left out or repaired: %s', async (name) => {
    const lake = join(await temporaryFolder(), name);
    const half = String.raw`,"subject":"half a \ud83d"`;
    await createLake(layout, [{ name: A, tickets: [ticket(2, 1)] }], join(lake, '..', 'x1'));
    await createLake(
      layout,
      [
        { name: A, tickets: [ticket(1, 1)] },
        { name: B, tickets: [ticket(3, 1, half)] },
      ],
      lake,
    );
    await writeFile(join(lake, FOLDER, EMPTY), '');
    const tables = await openLake(lake, layout);
    expect(await tables.rows('SELECT id FROM tickets_latest ORDER BY id')).toEqual([{ id: 1n }, { id: 3n }]);
  });

  it('reads a lake whose name ends with slashes', async () => {
    const lake = await createLake(layout, [{ name: A, tickets: [ticket(1, 1)] }]);
    const tables = await openLake(`${lake}//`, layout);
    expect(await tables.rows('SELECT landed_in FROM tickets_latest')).toEqual([{ landed_in: join(lake, FOLDER, A) }]);
    expect(await tables.rows("SELECT getvariable('lake_glob') AS glob")).toEqual([{ glob: lake }]);
  });

  it.each(['c?d', 'subdomain=x', 'subdomain=x/lake'])('refuses a lake in a folder named %s', async (name) => {
    const lake = join(await temporaryFolder(), name);
    await createLake(layout, [{ name: A, tickets: [ticket(1, 1)] }], lake);
    await expect(openLake(lake, layout)).rejects.toThrow('rename the folder');
  });

  it('reads a page or record of 70 MB', { timeout: 120_000 }, async () => {
    const large = ticket(1, 1, `,"description":"${'x'.repeat(70_000_000)}"`);
    const lake = await createLake(layout, [
      { name: A, tickets: [large] },
      { name: B, tickets: [ticket(2, 1)] },
    ]);
    const tables = await openLake(lake, layout);
    expect(await tables.rows('SELECT id, length(description) AS n FROM tickets_latest ORDER BY id')).toEqual([
      { id: 1n, n: 70_000_000n },
      { id: 2n, n: null },
    ]);
  });

  it('reads and repairs an object that lands later when it is run again', async () => {
    const lake = await createLake(layout, [{ name: A, tickets: [ticket(1, 1)] }]);
    const tables = await openLake(lake, layout);
    const path = join(lake, FOLDER, B);
    await writeFile(path, gzipSync(bodyIn[layout]([ticket(2, 1, String.raw`,"subject":"half a \ud83d"`)])));
    expect(await tables.rows('SELECT id FROM tickets ORDER BY id')).toEqual([{ id: 1n }]);
    expect(await tables.rows('FROM malformed')).toEqual([]);
    await tables.run(duckdbScript(layout, [DATASETS.tickets]));
    expect(await tables.rows('SELECT id, subject FROM tickets ORDER BY id')).toEqual([
      { id: 1n, subject: null },
      { id: 2n, subject: 'half a \u{fffd}' },
    ]);
    expect(await tables.rows('FROM malformed')).toEqual([]);
  });

  it('repairs every odd character of a line, and changes no other', async () => {
    const subject = String.raw`,"subject":"\ud83d\ude00 \\ud83d \\\ud83d \ude00 \"\n\u00e9é \x` + '\t"';
    const tables = await openLake(await createLake(layout, [{ name: A, tickets: [ticket(1, 1, subject)] }]), layout);
    expect(await tables.rows('SELECT subject FROM tickets')).toEqual([
      { subject: '\u{1f600} \\ud83d \\\u{fffd} \u{fffd} "\néé \u{fffd}x ' },
    ]);
  });

  it.each([
    ['damaged', (gz: Buffer) => Buffer.concat([gz.subarray(0, 20), Buffer.alloc(8, 0xff), gz.subarray(28)])],
    ['not a gzip file', () => Buffer.from('oops')],
  ])('ends with an error over an object that is %s, and reads all others if it is left out', async (_, damage) => {
    const lake = await createLake(layout, [{ name: B, tickets: [ticket(1, 1)] }]);
    const tickets = Array.from({ length: 50 }, (_, id) => ticket(id, id, `,"subject":"${'word '.repeat(id)}"`));
    const path = join(lake, FOLDER, A);
    await writeFile(path, damage(gzipSync(bodyIn[layout](tickets))));
    await expect(openLake(lake, layout)).rejects.toThrow(/gzip/i);
    const tables = await openLake(lake, layout, `SET VARIABLE unreadable = [${literal(path)}];`);
    expect(await tables.rows('SELECT id FROM tickets_latest')).toEqual([{ id: 1n }]);
    expect(await tables.rows('FROM malformed')).toEqual([{ subdomain: 'acme', landed_in: path, passed_over: 1n }]);
  });

  it.each(['tickets_latest', 'tickets', 'malformed', 'tickets_raw'])(
    'lets no query over %s pass before it has run to its end',
    async (table) => {
      const lake = await createLake(layout, [{ name: B, tickets: [ticket(1, 1)] }]);
      await writeFile(join(lake, FOLDER, A), 'oops');
      const database = await openDatabase();
      onTestFinished(() => database.close());
      const script = `SET VARIABLE lake = ${literal(lake)};\n${duckdbScript(layout, [DATASETS.tickets])}`;
      await expect(database.run(script)).rejects.toThrow(/gzip/i);
      await expect(database.rows(`FROM ${table}`)).rejects.toThrow('has not run to its end');
    },
  );

  it('leaves out an empty object that should be compressed', async () => {
    const lake = await createLake(layout, [{ name: B, tickets: [ticket(1, 1)] }]);
    const path = join(lake, FOLDER, A);
    await writeFile(path, '');
    const tables = await openLake(lake, layout);
    expect(await tables.rows('SELECT id FROM tickets_latest')).toEqual([{ id: 1n }]);
    expect(await tables.rows('FROM malformed')).toEqual([{ subdomain: 'acme', landed_in: path, passed_over: 1n }]);
  });

  it('reads an empty object that is not compressed, as a page without records lands', async () => {
    const lake = await createLake(layout, [{ name: B, tickets: [ticket(1, 1)] }]);
    await writeFile(join(lake, FOLDER, EMPTY.replace('.gz', '')), '');
    const tables = await openLake(lake, layout);
    expect(await tables.rows('SELECT id FROM tickets_latest')).toEqual([{ id: 1n }]);
    expect(await tables.rows('FROM malformed')).toEqual([]);
  });

  it('creates empty tables over a lake whose only object is left out', async () => {
    const lake = await createLake(layout, [{ name: A, tickets: [] }]);
    await writeFile(join(lake, FOLDER, A), '');
    const tables = await openLake(lake, layout);
    expect(await tables.rows('FROM tickets_latest')).toEqual([]);
    expect(await tables.rows('SELECT passed_over FROM malformed')).toEqual([{ passed_over: 1n }]);
  });

  it('ends with the landed objects that have lines which cannot be read, and ignores other files', async () => {
    const lake = await createLake(layout, [{ name: A, tickets: [ticket(1, 1)] }]);
    const path = join(lake, FOLDER, B);
    await writeFile(path, gzipSync(`{"cut\n${bodyIn[layout]([ticket(2, 1, String.raw`,"subject":"\q"`)])}`));
    await writeFile(`${path}.tmp`, '{"cut');
    const database = await openDatabase();
    onTestFinished(() => database.close());
    const [, script = '', last = ''] =
      /^([^]+)(^SELECT [^;]+;)[^;]+;$/m.exec(duckdbScript(layout, [DATASETS.tickets])) ?? [];
    await database.run(`SET VARIABLE lake = ${literal(lake)};\n${script}`);
    expect(await database.rows(last)).toEqual([{ unreadable_object: path, lines: 1n }]);
  });
});
