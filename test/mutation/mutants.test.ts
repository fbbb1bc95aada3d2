import { describe, expect, it } from 'vitest';
import { readMutants } from './mutants.ts';

const SOURCE = ['const a = 1 + b;', 'if (a) {', '  go();', '}', ''].join('\n');

const report = (mutant: object): string =>
  JSON.stringify({ files: { 'core/a.ts': { source: SOURCE, mutants: [{ status: 'Survived', ...mutant }] } } });

describe('readMutants', () => {
  it('returns the changed line before and after the change', () => {
    const location = { start: { line: 1, column: 11 }, end: { line: 1, column: 16 } };
    expect(readMutants(report({ replacement: '1 - b', location }))).toEqual([
      { file: 'core/a.ts', status: 'Survived', before: 'const a = 1 + b;', after: 'const a = 1 - b;', line: 1 },
    ]);
  });

  it('joins a change of several lines to one line', () => {
    const location = { start: { line: 2, column: 8 }, end: { line: 4, column: 2 } };
    expect(readMutants(report({ replacement: '{}', location }))).toMatchObject([
      { before: 'if (a) { go(); }', after: 'if (a) {}', line: 2 },
    ]);
  });

  it('returns the reason of the comment that excludes a mutant', () => {
    const location = { start: { line: 1, column: 11 }, end: { line: 1, column: 16 } };
    const ignored = { status: 'Ignored', statusReason: 'it changes nothing', replacement: '1 - b', location };
    expect(readMutants(report(ignored))).toMatchObject([{ status: 'Ignored', reason: 'it changes nothing' }]);
  });

  it('rejects a report of another form', () => {
    expect(() => readMutants(report({ replacement: '', location: 1 }))).toThrow('location');
    expect(() => readMutants(report({ replacement: '', status: 'Maybe' }))).toThrow('status');
  });
});
