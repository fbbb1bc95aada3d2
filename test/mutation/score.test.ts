import { describe, expect, it } from 'vitest';
import type { Mutant } from './mutants.ts';
import { scoreMutants } from './score.ts';

const mutant = (status: Mutant['status'], reason?: string): Mutant => ({
  file: 'a.ts',
  status,
  was: 'a',
  becomes: 'b',
  line: 7,
  reason,
});

const many = (count: number, status: Mutant['status']): Mutant[] => Array.from({ length: count }, () => mutant(status));

describe('the mutation score', () => {
  it('counts an endless loop as detected, and a mutant that no test reaches as not detected', () => {
    const mutants = [...many(6, 'Killed'), ...many(1, 'Timeout'), ...many(2, 'Survived'), ...many(1, 'NoCoverage')];
    const { percent, counts } = scoreMutants(mutants);
    expect(percent).toBe(70);
    expect(Object.fromEntries(counts)).toEqual({ Killed: 6, Timeout: 1, Survived: 2, NoCoverage: 1 });
  });

  it('leaves out mutants that are no valid program', () => {
    const mutants = [
      ...many(1, 'Killed'),
      ...many(1, 'Survived'),
      ...many(5, 'RuntimeError'),
      ...many(5, 'CompileError'),
    ];
    expect(scoreMutants(mutants).percent).toBe(50);
  });

  it('counts a mutant that a comment excludes as not detected', () => {
    expect(scoreMutants([mutant('Killed'), mutant('Ignored', 'it changes nothing')]).percent).toBe(50);
  });
});

describe('an undetected mutant', () => {
  it.each(['Survived', 'NoCoverage', 'Pending'] as const)('is unexplained with the status %s', (status) => {
    expect(scoreMutants([mutant(status), mutant('Killed')]).unexplained).toEqual([mutant(status)]);
  });

  it('is explained by a comment with a reason, and not by one without', () => {
    const silent = mutant('Ignored', 'Ignored using a comment');
    expect(scoreMutants([silent, mutant('Ignored', 'it changes nothing')]).unexplained).toEqual([silent]);
  });
});
