import * as z from 'zod/mini';

/** A change that Stryker made to the code, and the result of the tests. */
export type Mutant = {
  /** Path from the project's root. */
  readonly file: string;
  readonly status: z.infer<typeof statusSchema>;
  /** The lines before the change, joined to one line. */
  readonly before: string;
  /** The lines after the change, joined to one line. */
  readonly after: string;
  /** The first changed line's number, from 1. */
  readonly line: number;
  /** The reason in the comment that excludes the mutant; undefined if there is none. */
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
const positionSchema = z.object({ line: z.int(), column: z.int() });

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
          location: z.object({ start: positionSchema, end: positionSchema }),
        }),
      ),
    }),
  ),
});

/**
 * Reads the mutants from Stryker's JSON report.
 * @throws ZodError if the report has another form
 */
export function readMutants(json: string): Mutant[] {
  const { files } = reportSchema.parse(JSON.parse(json));
  return Object.entries(files).flatMap(([file, { source, mutants }]) =>
    mutants.map(({ replacement, status, statusReason: reason, location: { start, end } }): Mutant => {
      const lines = source.split('\n').slice(start.line - 1, end.line);
      const prefix = (lines[0] ?? '').slice(0, start.column - 1);
      const suffix = (lines.at(-1) ?? '').slice(end.column - 1);
      return {
        file,
        status,
        before: joinLines(lines.join('\n')),
        after: joinLines(prefix + replacement + suffix),
        line: start.line,
        reason,
      };
    }),
  );
}

const joinLines = (code: string): string => code.replaceAll(/\s+/g, ' ').trim();
