import { recordTexts } from '#sandbox/lake/records.ts';
import { secondOf, type SimulatedExport } from '../engine/simulated-export.ts';
import type { RequestTrace } from '../trace.ts';

/**
 * Whether the response may be a hidden page: more pages follow, but it has no record after the requested second. The
 * exporter requests such a page again with other sizes before it accepts it.
 */
export function isHiddenPage({ method, url, answered }: RequestTrace, of: SimulatedExport): boolean {
  if (method !== 'GET' || answered?.status !== 200 || url.pathname.endsWith('/cursor')) return false;
  if (parsePage(answered.body)?.['end_of_stream'] !== false) return false;
  const records = recordTexts(answered.body, of.name);
  const second = Number(url.searchParams.get('start_time'));
  return (
    records.length < Number(url.searchParams.get('per_page')) &&
    records.every((record) => secondOf(record, of) === second)
  );
}

function parsePage(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const page: Readonly<Record<string, unknown>> = JSON.parse(body);
    return page;
  } catch {
    // A login page or a truncated body.
    return undefined;
  }
}
