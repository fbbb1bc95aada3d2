/** An object that a report does not cover, or only in part. */
export type LeftOut = {
  readonly key: string;
  /** Has no content of the object. */
  readonly reason: string;
  /** True if nothing of the object was read. */
  readonly isWhole: boolean;
};

/** Returns the reason for a failure. Errors of DuckDB and of JSON parsers quote the data, so only their kind is returned. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  if ('code' in error && typeof error.code === 'string') {
    if (error.code === 'ENOENT') return 'deleted meanwhile';
    return error.code.startsWith('Z_') ? `gzip: ${error.message}` : error.code;
  }
  const kind = /^[A-Z]\w*(?: \w+)* Error(?=:)/i.exec(error.message)?.[0];
  return kind === undefined ? error.name : `DuckDB: ${kind}`;
}
