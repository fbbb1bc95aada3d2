import { Metrics as Powertools } from '@aws-lambda-powertools/metrics';
import type { Metrics } from '../core/telemetry/metrics.ts';

const NAMESPACE = 'ZendeskLake';

/** Emits CloudWatch metrics as log lines (embedded metric format), which needs neither API calls nor permissions. */
export function createMetrics(): Metrics {
  const powertools = new Powertools({ namespace: NAMESPACE });
  // Powertools adds a `service` dimension by default. An alarm has to name every dimension.
  powertools.clearDefaultDimensions();
  return {
    put(dimensions, metrics) {
      for (const [name, value] of Object.entries(dimensions)) powertools.addDimension(name, value);
      for (const { name, unit, value } of metrics) powertools.addMetric(name, unit, value);
      // Published immediately, so that a killed run loses no metrics.
      powertools.publishStoredMetrics();
    },
  };
}
