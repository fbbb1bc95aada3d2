import { describe, expect, it } from 'vitest';
import type { Mutant } from './mutants.ts';
import { scoreMutants } from './score.ts';

const mutant = (status: Mutant['status'], reason?: string): Mutant => ({
  file: 'a.ts',
  status,
  before: 'a',
  after: 'b',
  line: 7,
  reason,
});

const many = (count: number, status: Mutant['status']): Mutant[] => Array.from({ length: count }, () => mutant(status));

describe('scoreMutants', () => {
  it('counts an endless loop as detected and a mutant without coverage as undetected', () => {
    const mutants = [...many(6, 'Killed'), ...many(1, 'Timeout'), ...many(2, 'Survived'), ...many(1, 'NoCoverage')];
    const { percent, counts } = scoreMutants(mutants);
    expect(percent).toBe(70);
    expect(Object.fromEntries(counts)).toEqual({ Killed: 6, Timeout: 1, Survived: 2, NoCoverage: 1 });
  });

  it('excludes mutants that are not valid programs', () => {
    const mutants = [
      ...many(1, 'Killed'),
      ...many(1, 'Survived'),
      ...many(5, 'RuntimeError'),
      ...many(5, 'CompileError'),
    ];
    expect(scoreMutants(mutants).percent).toBe(50);
  });

  it('counts a mutant that a comment excludes as undetected', () => {
    expect(scoreMutants([mutant('Killed'), mutant('Ignored', 'it changes nothing')]).percent).toBe(50);
  });

  it.each(['Survived', 'NoCoverage', 'Pending'] as const)(
    'lists a mutant with the status %s as unexplained',
    (status) => {
      expect(scoreMutants([mutant(status), mutant('Killed')]).unexplained).toEqual([mutant(status)]);
    },
  );

  it('accepts a comment as an explanation only if it gives a reason', () => {
    const withoutReason = mutant('Ignored', 'Ignored using a comment');
    expect(scoreMutants([withoutReason, mutant('Ignored', 'it changes nothing')]).unexplained).toEqual([withoutReason]);
  });
});
