import type * as z from 'zod/mini';
import { RESOURCES } from '#functions/export/core/resources.ts';
import { RESOURCE_WORDS } from './requested-resources.ts';
import { findSimilar } from './unknown-option.ts';

/** The messages that Zod makes, as opposed to those of the schema. */
const ZOD_MESSAGE = /^(?:Invalid|Too small|Too big)\b/;

/**
 * Describes the problem of an option: instead of all resources, the one that was probably meant, and instead of a message
 * that Zod makes, the expected value. Numbers and booleans in quotation marks are named as such.
 *
 * @param value - the option's value
 */
export function describeProblem(issue: z.core.$ZodIssue, value: unknown): string {
  const resource = typeof value === 'string' ? suggestResource(issue.path, value) : undefined;
  if (resource !== undefined) return `unknown resource. Did you mean ${resource}?`;
  const problem = ZOD_MESSAGE.test(issue.message) ? describeExpected(issue) : issue.message;
  return isNeedlesslyQuoted(issue, value) ? `${problem}, without quotation marks` : problem;
}

/** Whether a value of JSON is the text of a number or a boolean where the option expects one. */
function isNeedlesslyQuoted(issue: z.core.$ZodIssue, value: unknown): boolean {
  if (issue.code === 'invalid_value') return issue.values.some((each) => each !== value && String(each) === value);
  if (issue.code !== 'invalid_type' || typeof value !== 'string') return false;
  if (issue.expected === 'boolean') return value === 'true' || value === 'false';
  return isNumeric(issue.expected) && /^-?\d+(\.\d+)?$/.test(value);
}

const isNumeric = (type: string): boolean => type === 'int' || type === 'number';

function suggestResource(path: readonly PropertyKey[], value: string): string | undefined {
  const names = Object.keys(RESOURCES);
  if (path.at(-2) === 'resources') return findSimilar(value, [...RESOURCE_WORDS, ...names]);
  return path.at(-3) === 'resources' && path.at(-1) === 'name' ? findSimilar(value, names) : undefined;
}

const TYPES: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'an object',
  string: 'text',
};

function describeExpected(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return `expected ${TYPES[issue.expected] ?? issue.expected}`;
  if (issue.code === 'invalid_value') return `expected one of: ${issue.values.join(', ')}`;
  if (issue.code === 'too_small') {
    return `expected ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`;
  }
  if (issue.code === 'too_big')
    return `expected ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`;
  return issue.message;
}
