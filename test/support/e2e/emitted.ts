import { parseLogLine } from '#sandbox/lambda/log-lines.ts';
import type { Sample } from '../infra/evaluate-alarm.ts';

/** Extracts the metrics from a function's log, like CloudWatch (embedded metric format). */
export function emittedIn(log: string): Sample[] {
  return log.split('\n').flatMap((text) => {
    const { json } = parseLogLine(text);
    const meta = json?.['_aws'];
    if (json === undefined || meta === undefined) return [];
    const { Timestamp: at, CloudWatchMetrics: sets } = meta as {
      Timestamp: number;
      CloudWatchMetrics: { Dimensions: string[][]; Metrics: { Name: string }[] }[];
    };
    return sets.flatMap(({ Dimensions, Metrics }) => {
      const dimensions = Object.fromEntries(Dimensions.flat().map((name) => [name, String(json[name])]));
      return Metrics.flatMap(({ Name: name }) =>
        [json[name]].flat().map((value): Sample => ({ name, at, value: Number(value), dimensions })),
      );
    });
  });
}
