import { expect, it } from 'vitest';
import { metricsOf } from '#functions/export/core/telemetry/metrics.ts';

it('rows that are too long are counted', () => {
  const size = { rows: 3, largest_bytes: 9, limit_bytes: 8 };
  expect(metricsOf({ kind: 'oversized', export: 'acme/tickets', key: 'k', layout: 'ndjson', ...size })).toEqual([
    { name: 'OversizedRows', unit: 'Count', value: 3 },
  ]);
});

it('other events give no figure', () => {
  expect(metricsOf({ kind: 'retry', export: 'acme/tickets', detail: 'a 503' })).toEqual([]);
});
