import { Duration } from 'aws-cdk-lib';
import { GraphWidget, type IWidget, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { FUNCTION_MEMORY_MIB } from '#common/limits.ts';
import { PRICES } from '#common/prices.ts';
import { searchExportMetrics } from './metrics.ts';

export const PRICES_TEXT =
  `The cost is an estimate based on list prices in N. Virginia as of ${PRICES.asOf}: $${PRICES.gigabyteSecond} per GB-second, ` +
  `$${PRICES.invocation * 1e6} per million invocations, $${PRICES.write * 1e6} per million DynamoDB writes, ` +
  `$${PRICES.read * 1e6} per million reads and $${PRICES.put * 1000} per 1,000 pages. Storage, monitoring and the secret are not included.`;

/** Creates a graph of the cost per day, computed from the consumption of the function, the table and the exports. */
export function createCostWidget(
  lambda: IFunction,
  cursorTable: string,
  size: { readonly width: number; readonly height: number },
): IWidget {
  const period = Duration.days(1);
  const consumed = (metricName: string): Metric =>
    new Metric({
      namespace: 'AWS/DynamoDB',
      metricName,
      statistic: 'Sum',
      period,
      dimensionsMap: { TableName: cursorTable },
    });
  const usdPerMillisecond = ((FUNCTION_MEMORY_MIB / 1024) * PRICES.gigabyteSecond) / 1000;
  const runs = new MathExpression({
    expression:
      `duration * ${toDecimal(usdPerMillisecond)} + runs * ${toDecimal(PRICES.invocation)} + ` +
      `writes * ${toDecimal(PRICES.write)} + reads * ${toDecimal(PRICES.read)}`,
    usingMetrics: {
      duration: lambda.metricDuration({ period, statistic: 'Sum' }),
      runs: lambda.metricInvocations({ period }),
      writes: consumed('ConsumedWriteCapacityUnits'),
      reads: consumed('ConsumedReadCapacityUnits'),
    },
    period,
    label: 'Lambda and DynamoDB',
  });
  const pages = new MathExpression({
    expression: `SUM(${searchExportMetrics(['Pages'], 'Sum', period)}) * ${toDecimal(PRICES.put)}`,
    usingMetrics: {},
    period,
    label: 'S3',
  });
  return new GraphWidget({
    title: 'Cost estimate, USD per day',
    left: [runs, pages],
    leftYAxis: { min: 0 },
    stacked: true,
    ...size,
  });
}

/** Metric math does not accept exponents. */
const toDecimal = (value: number): string => value.toFixed(14).replace(/0+$/, '');
