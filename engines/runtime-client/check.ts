import type { AwsCheck } from '../aws/checks.ts';
import type { Report } from './runtime-api.ts';

/** Observations of the function under the runtime client. */
export type Observation = {
  /** From the start of the process to its first request for an event. */
  readonly initMs: number;
  /** Kinds of resources that keep the process alive, before the first event and after the last one. */
  readonly openBefore: readonly string[];
  readonly openAfter: readonly string[];
  readonly invocations: readonly {
    readonly requestId: string;
    readonly report: Report;
    readonly lines: readonly string[];
  }[];
};

type Line = Readonly<Record<string, unknown>>;

/** Compares the observations with the documentation. The last invocation fails with InvalidRequestError. */
export function checkObservation(observation: Observation): AwsCheck[] {
  const { initMs, openBefore, openAfter, invocations } = observation;
  const lines = invocations.map((each) => each.lines.flatMap(parseLine));
  const kinds = invocations.map(({ report }) => report.kind).join(', ');
  const metrics = lines.flat().filter((line) => '_aws' in line);
  const error = lines.at(-1)?.find((line) => 'requestId' in line)?.['message'];
  const errorType = error instanceof Object && 'errorType' in error ? error.errorType : undefined;
  const foreign = invocations.flatMap(({ requestId }, i) =>
    (lines[i] ?? []).filter((line) => 'run_id' in line && line['request_id'] !== requestId),
  );
  const opened = openAfter.filter((kind) => !openBefore.includes(kind));
  return [
    check('invocations', kinds, kinds === 'response, response, error'),
    check('metric lines reach the log unchanged, without a level', `${metrics.length} lines`, areMetrics(metrics)),
    check('log lines have the request id', `${lines.flat().length} lines`, foreign.length === 0),
    check("the runtime's error line", `errorType ${String(errorType)}`, errorType === 'InvalidRequestError'),
    check('resources left open after return', opened.join(', ') || 'none', opened.length === 0),
    check('init', `${Math.round(initMs)} ms`, initMs < 10_000),
  ];
}

const check = (name: string, seen: string, isAsExpected: boolean): AwsCheck => ({
  name,
  passed: seen,
  failures: isAsExpected ? [] : [seen],
});

const areMetrics = (lines: readonly Line[]): boolean =>
  lines.length > 0 && lines.every((line) => !('level' in line) && !('message' in line));

function parseLine(text: string): Line[] {
  try {
    const line: unknown = JSON.parse(text);
    return typeof line === 'object' && line !== null ? [{ ...line }] : [];
  } catch {
    return [];
  }
}
