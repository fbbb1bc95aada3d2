import type { ExportRunner } from '#functions/export/core/run/export.ts';
import type { ExportResult } from '#functions/export/core/outcome.ts';

/** One page of an export, from its request to its checkpoint, with nothing beside it. */
export async function turnOf(each: ExportRunner): Promise<ExportResult | undefined> {
  const read = await each.read();
  return read && each.land(read);
}
