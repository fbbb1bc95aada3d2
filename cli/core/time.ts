import { exportRequestSchema } from '#functions/export/core/export-request.ts';
import { CommandError } from '../exit.ts';

/**
 * Parses a time in the formats of the export request: epoch seconds, or ISO 8601 with `Z` or an offset.
 * @returns epoch seconds
 * @throws CommandError
 */
export function parseTime(text: string): number {
  const parsed = exportRequestSchema.shape.startTime.safeParse(/^\d+$/.test(text) ? Number(text) : text);
  if (parsed.success) return parsed.data;
  throw new CommandError(`${text}: ${parsed.error.issues[0]?.message ?? 'not a time'}.`);
}
