import { Duration } from 'aws-cdk-lib';
import { GraphWidget, type IWidget, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { unitCosts } from '#common/cost-model.ts';
import { FUNCTION_MEMORY_MIB } from '#common/limits.ts';
import { PRICES } from '#common/prices.ts';
import { exportMetric, type ExportTarget } from './export-metrics.ts';

export const PRICES_TEXT =
  `The cost is an estimate based on list prices in N. Virginia as of ${PRICES.asOf}: $${PRICES.gigabyteSecond} per GB-second, ` +
  `$${PRICES.invocation * 1e6} per million invocations, $${PRICES.write * 1e6} per million DynamoDB writes ` +
  `and $${PRICES.put * 1000} per 1,000 objects. Storage, logs, metrics and the secret are not included.`;

/** Creates a graph of the cost per day, computed from the measured duration, runs and pages. */
export function createCostWidget(
  targets: readonly ExportTarget[],
  lambda: IFunction,
  size: { readonly width: number; readonly height: number },
): IWidget {
  const period = Duration.days(1);
  const pages = targets.map((target, i) => [`pages${i}`, exportMetric(target, 'Pages', 'Sum', period)] as const);
  const usd = unitCosts(FUNCTION_MEMORY_MIB);
  const cost = new MathExpression({
    expression: `duration * ${toDecimal(usd.millisecond)} + runs * ${toDecimal(usd.run)} + (${pages.map(([id]) => id).join(' + ')}) * ${toDecimal(usd.page)}`,
    usingMetrics: {
      duration: lambda.metricDuration({ period, statistic: 'Sum' }),
      runs: lambda.metricInvocations({ period }),
      ...Object.fromEntries(pages),
    },
    period,
    label: 'USD per day',
  });
  return new GraphWidget({ title: 'Cost estimate, USD per day', left: [cost], leftYAxis: { min: 0 }, ...size });
}

/** Metric math does not accept exponents. */
const toDecimal = (value: number): string => value.toFixed(14).replace(/0+$/, '');
