import { TrinoSQL } from 'dt-sql-parser/dist/parser/trino/index.js';

const grammar = new TrinoSQL();

/** The syntax errors that an independent Trino grammar finds in a statement. Empty if the statement parses. */
export const trinoErrors = (sql: string): string[] =>
  grammar.validate(sql).map(({ startLine, startColumn, message }) => `${startLine}:${startColumn} ${message}`);
