import { describe, expect, it } from 'vitest';
import { readMutants } from './mutants.ts';

const SOURCE = ['const a = 1 + b;', 'if (a) {', '  go();', '}', ''].join('\n');

const report = (mutant: object): string =>
  JSON.stringify({ files: { 'core/a.ts': { source: SOURCE, mutants: [{ status: 'Survived', ...mutant }] } } });

describe("a mutant of Stryker's report", () => {
  it('is read as its line before and after the change', () => {
    const location = { start: { line: 1, column: 11 }, end: { line: 1, column: 16 } };
    expect(readMutants(report({ replacement: '1 - b', location }))).toEqual([
      { file: 'core/a.ts', status: 'Survived', was: 'const a = 1 + b;', becomes: 'const a = 1 - b;', line: 1 },
    ]);
  });

  it('is read as one line if it spans several', () => {
    const location = { start: { line: 2, column: 8 }, end: { line: 4, column: 2 } };
    expect(readMutants(report({ replacement: '{}', location }))).toMatchObject([
      { was: 'if (a) { go(); }', becomes: 'if (a) {}', line: 2 },
    ]);
  });

  it('keeps the reason of the comment that excludes it', () => {
    const location = { start: { line: 1, column: 11 }, end: { line: 1, column: 16 } };
    const ignored = { status: 'Ignored', statusReason: 'it changes nothing', replacement: '1 - b', location };
    expect(readMutants(report(ignored))).toMatchObject([{ status: 'Ignored', reason: 'it changes nothing' }]);
  });

  it('is refused in a report of another form', () => {
    expect(() => readMutants(report({ replacement: '', location: 1 }))).toThrow('location');
    expect(() => readMutants(report({ replacement: '', status: 'Maybe' }))).toThrow('status');
  });
});
