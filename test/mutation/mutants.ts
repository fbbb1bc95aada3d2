import * as z from 'zod/mini';

/** A change that Stryker has made to the code, and the result of running the tests against it. */
export type Mutant = {
  /** Path from the project's root. */
  readonly file: string;
  readonly status: z.infer<typeof statusSchema>;
  /** The changed lines as they are, on one line. */
  readonly was: string;
  /** The same lines with the change. */
  readonly becomes: string;
  /** The first changed line's number, from 1. */
  readonly line: number;
  /** Of an ignored mutant: the reason that its comment gives. */
  readonly reason: string | undefined;
};

const statusSchema = z.enum([
  'Killed',
  'Timeout',
  'Survived',
  'NoCoverage',
  'RuntimeError',
  'CompileError',
  'Ignored',
  'Pending',
]);

/** Lines and columns count from 1; the end is exclusive. */
const placeSchema = z.object({ line: z.int(), column: z.int() });

const reportSchema = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.string(),
      mutants: z.array(
        z.object({
          replacement: z.string(),
          status: statusSchema,
          statusReason: z.optional(z.string()),
          location: z.object({ start: placeSchema, end: placeSchema }),
        }),
      ),
    }),
  ),
});

/** Reads the mutants from the JSON report of Stryker. */
export function readMutants(json: string): Mutant[] {
  const { files } = reportSchema.parse(JSON.parse(json));
  return Object.entries(files).flatMap(([file, { source, mutants }]) =>
    mutants.map(({ replacement, status, statusReason: reason, location: { start, end } }): Mutant => {
      const lines = source.split('\n').slice(start.line - 1, end.line);
      const before = (lines[0] ?? '').slice(0, start.column - 1);
      const after = (lines.at(-1) ?? '').slice(end.column - 1);
      return {
        file,
        status,
        was: onOneLine(lines.join('\n')),
        becomes: onOneLine(before + replacement + after),
        line: start.line,
        reason,
      };
    }),
  );
}

const onOneLine = (code: string): string => code.replaceAll(/\s+/g, ' ').trim();
