import type { ExportRunner } from '#functions/export/core/run/export.ts';
import type { ExportResult } from '#functions/export/core/outcome.ts';

/** Processes one page of an export, from its request to its checkpoint, without reading ahead. */
export async function turnOf(each: ExportRunner): Promise<ExportResult | 'refused' | undefined> {
  const read = await each.read();
  return read && each.land(read);
}
