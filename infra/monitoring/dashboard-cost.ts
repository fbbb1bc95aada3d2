import { Duration } from 'aws-cdk-lib';
import { GraphWidget, type IWidget, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { MEMORY_MIB } from '../config/defaults.ts';
import { type Export, exportMetric } from './export-metrics.ts';
import { PRICES } from '#common/prices.ts';

/** Taking the lease and giving it back. */
const WRITES_PER_RUN = 2;

export const PRICES_TEXT =
  `The cost is an estimate from list prices of N. Virginia on ${PRICES.asOf}: $${PRICES.gigabyteSecond} per GB-second, ` +
  `$${PRICES.invocation * 1e6} per million invocations and $${PRICES.write * 1e6} per million DynamoDB writes, ` +
  `$${PRICES.put * 1000} per 1,000 objects. Storage, logs, metrics and the secret come on top.`;

/** What running costs a day, by what was measured. */
export function costWidget(
  exports: readonly Export[],
  handler: IFunction,
  size: { readonly width: number; readonly height: number },
): IWidget {
  const period = Duration.days(1);
  const pages = exports.map((of, i) => [`pages${i}`, exportMetric(of, 'Pages', 'Sum', period)] as const);
  const perPage = PRICES.put + PRICES.write;
  const perRun = PRICES.invocation + WRITES_PER_RUN * PRICES.write;
  const perMillisecond = ((MEMORY_MIB / 1024) * PRICES.gigabyteSecond) / 1000;
  const cost = new MathExpression({
    expression: `duration * ${decimal(perMillisecond)} + runs * ${decimal(perRun)} + (${pages.map(([id]) => id).join(' + ')}) * ${decimal(perPage)}`,
    usingMetrics: {
      duration: handler.metricDuration({ period, statistic: 'Sum' }),
      runs: handler.metricInvocations({ period }),
      ...Object.fromEntries(pages),
    },
    period,
    label: 'USD a day',
  });
  return new GraphWidget({ title: 'Cost estimate, USD a day', left: [cost], leftYAxis: { min: 0 }, ...size });
}

/** Metric math knows no exponents. */
const decimal = (value: number): string => value.toFixed(14).replace(/0+$/, '');
