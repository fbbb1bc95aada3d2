import { describe, expect, it } from 'vitest';
import type { Mutant } from './mutants.ts';
import { judge } from './verdict.ts';

const mutant = (status: Mutant['status'], becomes = 'b'): Mutant => ({
  file: 'a.ts',
  status,
  was: 'a',
  becomes,
  line: 7,
});
const explained = { file: 'a.ts', was: 'a', becomes: 'b', because: 'it does not matter' };

const many = (count: number, status: Mutant['status']): Mutant[] => Array.from({ length: count }, () => mutant(status));

describe('the mutation score', () => {
  it('counts an endless loop as detected, and a mutant that no test reaches as not', () => {
    const mutants = [...many(6, 'Killed'), ...many(1, 'Timeout'), ...many(2, 'Survived'), ...many(1, 'NoCoverage')];
    const { score, counts } = judge(mutants, []);
    expect(score).toBe(70);
    expect(Object.fromEntries(counts)).toEqual({ Killed: 6, Timeout: 1, Survived: 2, NoCoverage: 1 });
  });

  it('leaves out what is no program', () => {
    const mutants = [...many(1, 'Killed'), ...many(1, 'Survived'), ...many(5, 'RuntimeError'), ...many(5, 'Ignored')];
    expect(judge(mutants, []).score).toBe(50);
  });

  it('is no better for an explained mutant that was merely slow', () => {
    const { score, stale } = judge([mutant('Killed'), mutant('Timeout')], [explained]);
    expect({ score, stale }).toEqual({ score: 50, stale: [] });
  });

  it('is no better for an explanation', () => {
    expect(judge([mutant('Killed'), mutant('Survived')], [explained]).score).toBe(50);
  });
});

describe('a survivor', () => {
  it.each(['Survived', 'NoCoverage', 'Pending'] as const)('is unexplained where the list lacks it: %s', (status) => {
    expect(judge([mutant(status, 'c')], [explained]).unexplained).toEqual([mutant(status, 'c')]);
    expect(judge([mutant(status)], [explained]).unexplained).toEqual([]);
  });

  it('is not explained by what explains another one already, even one that looks the same', () => {
    expect(judge(many(2, 'Survived'), [explained]).unexplained).toHaveLength(1);
    expect(judge(many(2, 'Survived'), [explained, explained]).unexplained).toHaveLength(0);
  });
});

describe('an explanation', () => {
  it('is stale once its mutant is killed or gone', () => {
    expect(judge([mutant('Killed')], [explained]).stale).toEqual([explained]);
    expect(judge([mutant('Survived', 'c')], [explained]).stale).toEqual([explained]);
    expect(judge([mutant('Survived')], [explained]).stale).toEqual([]);
  });

  it('is not stale where its file was not looked at: a run may be of one file', () => {
    expect(judge([{ ...mutant('Killed'), file: 'z.ts' }], [explained]).stale).toEqual([]);
  });
});
