import { describe, expect, it } from 'vitest';
import { latestName } from '#catalog/dataset.ts';
import { ALL_DATASETS, DATASETS, datasetsOf, INCREMENTAL_DATASETS } from '#catalog/datasets.ts';
import { icebergTable } from '#catalog/iceberg.ts';
import { undatedTableName, athenaViews } from '#catalog/athena.ts';
import { LAYOUTS, rawTablesIn } from '#catalog/layout.ts';
import { LISTS as LIST_DATASETS } from '#catalog/lists.ts';
import { recordColumns } from '#catalog/record-columns.ts';
import { LISTS } from '#functions/export/core/lists.ts';
import type { ListResource } from '#functions/export/core/resource.ts';
import type { IncrementalResource } from '#functions/export/core/resource.ts';
import { INCREMENTAL_RESOURCES } from '#functions/export/core/resources.ts';

/** Sideloads that are embedded in the records, in a column with another name or in no separate column. */
const EMBEDDED: Readonly<Record<string, string | undefined>> = {
  comment_events: 'child_events',
  incident_counts: undefined,
};

describe('the catalog', () => {
  it('describes every resource that can be exported', () => {
    expect(Object.keys(DATASETS)).toEqual(Object.keys(INCREMENTAL_RESOURCES));
    for (const [name, dataset] of Object.entries(DATASETS)) expect(dataset.name).toBe(name);
  });

  it('describes every list that can be exported', () => {
    expect(LIST_DATASETS.map(({ name }) => name)).toEqual(Object.keys(LISTS));
  });

  it.each<ListResource>(Object.values(LISTS))('describes the list $name as the exporter does', (list) => {
    const [dataset] = datasetsOf([list.name]);
    expect(dataset).toMatchObject({
      kind: 'list',
      itemKey: list.itemKey,
      key: list.idField,
      isWindowed: list.window !== undefined,
    });
    expect(dataset !== undefined && 'parent' in dataset).toBe(list.parents !== undefined);
  });

  it.each<IncrementalResource>(Object.values(INCREMENTAL_RESOURCES))(
    'describes $name as the exporter does',
    ({ name, itemKey, version }) => {
      const [dataset] = datasetsOf([name]);
      expect(dataset).toMatchObject({ itemKey, key: version.id, versionKey: version.timestamp });
      const type = dataset?.columns.find((column) => column.name === version.timestamp)?.type;
      expect(type).toBe(version.timestampFormat === 'epoch' ? 'bigint' : 'instant');
    },
  );

  it.each<IncrementalResource>(Object.values(INCREMENTAL_RESOURCES))(
    'includes a table or column for each sideload of $name',
    ({ name, options }) => {
      const [dataset] = datasetsOf([name]);
      const columns = dataset?.columns.map((column) => column.name) ?? [];
      const members = Object.keys(dataset?.sideloads ?? {});
      const { known = [], default: defaults = [] } = options.include ?? {};
      const missing = [...known, ...defaults].filter((include) => {
        const column = include in EMBEDDED ? EMBEDDED[include] : include;
        return column !== undefined && !members.includes(include) && !columns.includes(column);
      });
      expect(missing).toEqual([]);
      expect(members.filter((member) => !known.includes(member))).toEqual([]);
    },
  );

  it.each(LAYOUTS)('gives no two tables the same name in the layout %s', (layout) => {
    const raw = rawTablesIn(layout, ALL_DATASETS).map(({ name }) => name);
    const names = [
      ...athenaViews(layout, ALL_DATASETS).map(({ name }) => name),
      ...raw,
      ...raw.map(undatedTableName),
      ...ALL_DATASETS.map(icebergTable),
    ];
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    // Names of files and variables contain them, and some engines fold the case.
    expect(names.filter((name) => !/^[a-z][a-z_]*$/.test(name))).toEqual([]);
  });

  it.each(INCREMENTAL_DATASETS)('describes the version of $name', ({ columns, versionKey }) => {
    expect(columns.map(({ name }) => name)).toContain(versionKey);
  });

  it.each(ALL_DATASETS)('names each column of $name once', (dataset) => {
    const { columns, sideloads, key } = dataset;
    for (const kind of [{ columns, key }, ...Object.values(sideloads)]) {
      const names = kind.columns.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      expect(names).toContain(kind.key);
    }
    const all = recordColumns(dataset).map(({ name }) => name);
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('datasetsOf', () => {
  it('returns each dataset once, whatever the order of the resources', () => {
    const names = datasetsOf(['users', 'tickets', 'users']).map(({ name }) => name);
    expect(names).toEqual(['tickets', 'users']);
  });

  it('rejects a resource that has no dataset', () => {
    expect(() => datasetsOf(['tickets', 'nps'])).toThrow('no dataset for the resource nps');
    expect(() => datasetsOf(['toString'])).toThrow('no dataset for the resource toString');
  });
});

it('a view of the latest versions has its own name unless records are events', () => {
  expect(latestName(DATASETS.users)).toBe('users_latest');
  expect(latestName(DATASETS.ticket_events)).toBe('ticket_events');
  for (const list of LIST_DATASETS) expect(latestName(list)).toBe(list.name);
});
