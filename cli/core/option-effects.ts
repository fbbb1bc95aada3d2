import type { Difference } from './compare-settings.ts';

/** An effect of a changed option on landed data that a user may not expect. */
type Effect = {
  /** The option as {@link Difference} names it. */
  readonly option: RegExp;
  readonly applies?: (difference: Difference, all: readonly Difference[]) => boolean;
  readonly text: string;
};

const PLACE = /^(lakePrefix|lakeBucket)$/;

const EFFECTS: readonly Effect[] = [
  {
    option: /^accounts\.[^.]+\.layout$/,
    applies: (_, all) => !all.some(({ option }) => PLACE.test(option)),
    text: 'Objects that have landed keep their layout, and the tables will not read them. Also set another lakePrefix.',
  },
  {
    option: PLACE,
    text: 'Exports continue where they are. The tables will only show new objects, until you rewind the exports.',
  },
  {
    option: /^accounts\.[^.#]+$/,
    applies: ({ file }) => file === null,
    text: 'The tables will not show the rows of this account. Its objects and its position stay, so it can be added again.',
  },
  {
    option: /^catalog$/,
    applies: ({ file }) => file === false,
    text: 'All tables will be removed from the Data Catalog, the compacted ones too. The objects stay.',
  },
  {
    option: /^catalogDatabase$/,
    text: 'The tables move to another database. Compacted tables are not moved: compaction creates new ones.',
  },
];

/** Describes the effects of changed options on landed data, as `option: effect`. */
export const describeEffects = (differences: readonly Difference[]): string[] =>
  differences.flatMap((difference) =>
    EFFECTS.filter(
      ({ option, applies }) => option.test(difference.option) && (applies?.(difference, differences) ?? true),
    ).map(({ text }) => `${difference.option}: ${text}`),
  );
