import { expect, it } from 'vitest';
import { compareValues, findDifferences } from '#engines/aws/cli-process.ts';

const RESULT = { exitCode: 1, data: { ok: false, exports: [{ position: 7, lease: null, gaps: [] }] } };

it('a result with the expected exit code and fields has no differences', () => {
  const fields = { ok: false, 'exports.length': 1, 'exports.0': { position: 7, lease: null, gaps: [] } };
  expect(findDifferences(RESULT, 1, fields)).toEqual([]);
});

it('a wrong exit code is a difference', () => {
  expect(findDifferences(RESULT, 0, {})).toEqual(['exit code 1 instead of 0']);
  expect(findDifferences({ ...RESULT, exitCode: undefined }, 1, {})).toEqual(['exit code undefined instead of 1']);
});

it.each([
  ['another value', 'exports.0.position', 8, '7 instead of 8'],
  ['another type', 'exports.0.position', '7', '7 instead of "7"'],
  ['null instead of an object', 'exports.0.lease', { owner: 'me' }, 'null instead of {"owner":"me"}'],
  ['a missing field', 'exports.0.range', null, 'undefined instead of null'],
  ['a field of a missing object', 'exports.1.position', 7, 'undefined instead of 7'],
  ['a field of null', 'exports.0.lease.owner', 'me', 'undefined instead of "me"'],
  ['a missing field that is expected to be undefined', 'exports.0.range', undefined, 'undefined instead of undefined'],
])('%s is a difference', (_, path, expected, difference) => {
  expect(findDifferences(RESULT, 1, { [path]: expected })).toEqual([`${path} is ${difference}`]);
});

it('equal values do not differ', () => {
  expect(compareValues('item', { a: { b: [1] } }, { a: { b: [1] } })).toEqual([]);
  expect(compareValues('outcome', 'caught_up', 'caught_up')).toEqual([]);
});

it('objects differ in the members that are changed, missing or added', () => {
  const before = { state: 'ENABLED', target: { arn: 'a', input: '{}' }, group: 'g' };
  const after = { state: 'ENABLED', target: { arn: 'b', input: '{}' }, zone: 'UTC' };
  expect(compareValues('schedule', after, before)).toEqual([
    'schedule.target.arn is "b" instead of "a"',
    'schedule.zone is "UTC" instead of undefined',
    'schedule.group is undefined instead of "g"',
  ]);
});

it('an undefined member equals a missing one', () => {
  expect(compareValues('item', { a: undefined }, {})).toEqual([]);
});

it.each([
  ['dates', new Date(0), new Date(1)],
  ['arrays', [1, 2], [2, 1]],
  ['an array and an object', [], {}],
])('%s are compared as a whole', (_, actual, expected) => {
  const sentence = `at is ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`;
  expect(compareValues('at', actual, expected)).toEqual([sentence]);
});
