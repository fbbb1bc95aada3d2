import { afterEach, expect, it, vi } from 'vitest';
import { createMetrics } from '#functions/export/aws/metrics.ts';

afterEach(() => vi.restoreAllMocks());

/** Collects the lines written to the log. */
function captureLog(): unknown[] {
  const lines: unknown[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(JSON.parse(String(text))) > 0);
  return lines;
}

it('emits one line of embedded metric format per put, with exactly the given dimensions', () => {
  const lines = captureLog();
  const metrics = createMetrics();
  metrics.put({ subdomain: 'acme', resource: 'tickets' }, [{ name: 'OversizedRows', unit: 'Count', value: 2 }]);
  metrics.put({ subdomain: 'other', resource: 'tickets' }, [{ name: 'OversizedRows', unit: 'Count', value: 5 }]);

  const described = {
    Timestamp: expect.any(Number),
    CloudWatchMetrics: [
      {
        Namespace: 'ZendeskLake',
        Dimensions: [['subdomain', 'resource']],
        Metrics: [{ Name: 'OversizedRows', Unit: 'Count' }],
      },
    ],
  };
  expect(lines).toEqual([
    { _aws: described, subdomain: 'acme', resource: 'tickets', OversizedRows: 2 },
    { _aws: described, subdomain: 'other', resource: 'tickets', OversizedRows: 5 },
  ]);
});
