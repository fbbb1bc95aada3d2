import { TrinoSQL } from 'dt-sql-parser/dist/parser/trino/index.js';

const grammar = new TrinoSQL();

/** What a grammar of Trino, which nobody here wrote, finds wrong with a statement. Nothing: it parses. */
export const trinoErrors = (sql: string): string[] =>
  grammar.validate(sql).map(({ startLine, startColumn, message }) => `${startLine}:${startColumn} ${message}`);
