import { describeIssues } from '#functions/export/core/export-request.ts';
import { ConfigError } from './config-error.ts';
import { configSchema, type ExporterConfig } from './config-schema.ts';
import { describeProblem } from './describe-problem.ts';

/**
 * Asserts that options are valid. Fills in no defaults, so that they contain only those that were set.
 *
 * @param heading - the first sentence of the message
 * @param describeUnknown - describes an unknown option of the object at a path
 * @param impliedPath - leading part of an option's path that the user did not write; removed from messages
 * @throws ConfigError naming every option that is unknown, missing or invalid
 */
export function assertConfig(
  options: unknown,
  heading: string,
  describeUnknown: (path: readonly PropertyKey[], key: string) => string,
  impliedPath: readonly PropertyKey[] = [],
): asserts options is ExporterConfig {
  const parsed = configSchema.safeParse(options);
  if (parsed.success) return;
  const issues = parsed.error.issues.map((issue) => {
    const isInside = impliedPath.every((step, index) => issue.path[index] === step);
    return isInside ? { ...issue, path: issue.path.slice(impliedPath.length) } : issue;
  });
  const describe = (issue: (typeof issues)[number]): string =>
    describeProblem(issue, valueAt(options, [...impliedPath, ...issue.path]));
  throw new ConfigError(`${heading} ${describeIssues(issues, describeUnknown, describe)}`);
}

const valueAt = (options: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, step) => (typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined),
    options,
  );
