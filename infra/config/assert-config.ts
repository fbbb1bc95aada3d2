import { pluralize } from '#common/format.ts';
import { describeIssues } from '#functions/export/core/export-request.ts';
import { ConfigError } from './config-error.ts';
import { configSchema, type ExporterConfig } from './config-schema.ts';
import { describeProblem } from './describe-problem.ts';

/** A slip that is repeated in each of many accounts would fill the screen. */
const MAX_PROBLEMS = 5;

/**
 * Asserts that options are valid. Fills in no defaults, so that they contain only those that were set.
 *
 * @param heading - the first sentence of the message
 * @param describeUnknown - describes an unknown option of the object at a path
 * @param impliedPath - leading part of an option's path that the user did not write; removed from messages
 * @throws ConfigError naming the options that are unknown, missing or invalid: the first five, and how many others
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
  const described = describeIssues(issues.slice(0, MAX_PROBLEMS), describeUnknown, describe);
  const more = issues.length - MAX_PROBLEMS;
  throw new ConfigError(`${heading} ${described}${more > 0 ? ` And ${pluralize(more, 'more problem')}.` : ''}`);
}

const valueAt = (options: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, step) => (typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined),
    options,
  );
