import { exportRequestSchema } from '#functions/export/core/export-request.ts';
import { CommandError } from '../exit.ts';

/** Reads a time as the export request takes it: epoch seconds, or ISO 8601 with `Z` or an offset. */
export function epochSeconds(text: string): number {
  const parsed = exportRequestSchema.shape.startTime.safeParse(/^\d+$/.test(text) ? Number(text) : text);
  if (parsed.success) return parsed.data;
  throw new CommandError(`${text}: ${parsed.error.issues[0]?.message ?? 'not a time'}.`);
}
