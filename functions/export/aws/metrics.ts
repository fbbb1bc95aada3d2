import { Metrics as Powertools } from '@aws-lambda-powertools/metrics';
import type { Metrics } from '../core/telemetry/metrics.ts';

const NAMESPACE = 'ZendeskLake';

/** CloudWatch metrics by lines of the log (embedded metric format): they cost no call and need no permission. */
export function createMetrics(): Metrics {
  const powertools = new Powertools({ namespace: NAMESPACE });
  // Powertools would add a `service` to the dimensions; an alarm has to name all of them.
  powertools.clearDefaultDimensions();
  return {
    put({ subdomain, resource }, metrics) {
      powertools.addDimension('subdomain', subdomain).addDimension('resource', resource);
      for (const { name, unit, value } of metrics) powertools.addMetric(name, unit, value);
      // At once: a run that is killed has told what it knew.
      powertools.publishStoredMetrics();
    },
  };
}
