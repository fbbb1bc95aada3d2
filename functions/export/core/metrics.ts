import type { RunEvent } from './events.ts';

/** A figure about one export, for whoever watches over it. */
export type Metric = {
  /** Rows that landed although they are longer than readers of their layout take. */
  readonly name: 'OversizedRows';
  readonly unit: 'Count';
  readonly value: number;
};

/** Which export a figure is about. */
export type MetricDimensions = { readonly subdomain: string; readonly resource: string };

/** Where figures go. */
export type Metrics = {
  put(dimensions: MetricDimensions, metrics: readonly Metric[]): void;
};

/** The figures that an event gives; most give none. */
export const metricsOf = (event: RunEvent): Metric[] =>
  event.kind === 'oversized' ? [{ name: 'OversizedRows', unit: 'Count', value: event.rows }] : [];
