import type { Export } from '#functions/export/core/run/export.ts';
import type { ExportResult } from '#functions/export/core/outcome.ts';

/** One page of an export, from its request to its checkpoint, with nothing beside it. */
export async function turnOf(each: Export): Promise<ExportResult | undefined> {
  const reading = await each.read();
  return reading && each.land(reading);
}
