import type { Comparison, Figures } from './compare.ts';
import type { CheckRow } from './warehouse.ts';

/** The outcome over one lake. */
export type Result = {
  readonly lake: string;
  readonly checked: readonly CheckRow[];
  /** The summary of dbt, or its errors. */
  readonly built: { readonly ok: boolean; readonly text: string };
  readonly comparisons: readonly Comparison[];
};

/** True if a model was not built, or a figure differs for an unknown reason. */
export const hasFailed = ({ built, comparisons }: Result): boolean =>
  !built.ok || comparisons.some(({ compared, wrong }) => compared === 0 || wrong.length > 0);

export const resultLines = ({ lake, checked, built, comparisons }: Result): string[] => [
  `${lake}: ${built.text}`,
  ...checked.flatMap(({ subject, problem }) => (problem === null ? [] : [`  ${subject}: ${problem}`])),
  ...comparisons.flatMap(comparisonLines),
];

const comparisonLines = ({ metric, compared, madePrivate, rounded, wrong }: Comparison): string[] => [
  `  ${metric}: ${compared - madePrivate.length - rounded.length - wrong.length} of ${compared} solved tickets within a minute`,
  ...madePrivate.map((figures) => `    reply made private later: ${figuresText(figures)}`),
  ...rounded.map((figures) => `    rounded ${figures.times} times: ${figuresText(figures)}`),
  ...wrong.map((figures) => `    wrong: ${figuresText(figures)}`),
];

const figuresText = ({ ticket, zendesk, dbt }: Figures): string =>
  `ticket ${ticket}, Zendesk ${zendesk ?? 'none'}, dbt ${dbt ?? 'none'}`;
