import { afterEach, expect, it, vi } from 'vitest';
import { createMetrics } from '#functions/export/aws/metrics.ts';

afterEach(() => vi.restoreAllMocks());

/** What is written to the log, line by line. */
function listen(): unknown[] {
  const lines: unknown[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(JSON.parse(String(text))) > 0);
  return lines;
}

it('is one line of the embedded metric format for each put, with the dimensions given and no other', () => {
  const lines = listen();
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
