import { expect, it } from 'vitest';
import { metricsOf } from '#functions/export/core/telemetry/metrics.ts';

it('metricsOf counts oversized rows', () => {
  const size = { rows: 3, largest_bytes: 9, limit_bytes: 8 };
  expect(metricsOf({ kind: 'oversized', export: 'acme/tickets', key: 'k', layout: 'ndjson', ...size })).toEqual([
    { name: 'OversizedRows', unit: 'Count', value: 3 },
  ]);
});

it('metricsOf counts unreadable rows', () => {
  const found = { rows: 2, kinds: ['a raw control character'] } as const;
  expect(metricsOf({ kind: 'unreadable', export: 'acme/tickets', key: 'k', layout: 'page', ...found })).toEqual([
    { name: 'UnreadableRows', unit: 'Count', value: 2 },
  ]);
});

it('metricsOf counts pages that may hide rows', () => {
  const page = { start_time: 1, end_time: 9, records: 0, per_page: 10 };
  expect(metricsOf({ kind: 'hidden_page', export: 'acme/tickets', ...page })).toEqual([
    { name: 'HiddenPages', unit: 'Count', value: 1 },
  ]);
});

it('metricsOf returns no metrics for other events', () => {
  expect(metricsOf({ kind: 'retry', export: 'acme/tickets', detail: 'a 503' })).toEqual([]);
});
