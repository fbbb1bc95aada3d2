import { describe, expect, it } from 'vitest';
import { readMutants } from './mutants.ts';

const SOURCE = ['const a = 1 + b;', 'if (a) {', '  go();', '}', ''].join('\n');

const report = (mutant: object): string =>
  JSON.stringify({ files: { 'core/a.ts': { source: SOURCE, mutants: [{ status: 'Survived', ...mutant }] } } });

describe("a mutant of Stryker's report", () => {
  it('is told by its line before and after, whatever its number', () => {
    const location = { start: { line: 1, column: 11 }, end: { line: 1, column: 16 } };
    expect(readMutants(report({ replacement: '1 - b', location }))).toEqual([
      { file: 'core/a.ts', status: 'Survived', was: 'const a = 1 + b;', becomes: 'const a = 1 - b;', line: 1 },
    ]);
  });

  it('is told on one line where it spans several', () => {
    const location = { start: { line: 2, column: 8 }, end: { line: 4, column: 2 } };
    expect(readMutants(report({ replacement: '{}', location }))).toMatchObject([
      { was: 'if (a) { go(); }', becomes: 'if (a) {}', line: 2 },
    ]);
  });

  it('is not guessed from a report of another form', () => {
    expect(() => readMutants(report({ replacement: '', location: 1 }))).toThrow('location');
    expect(() => readMutants(report({ replacement: '', status: 'Maybe' }))).toThrow('status');
  });
});
