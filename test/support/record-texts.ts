import { describePages } from '#functions/export/core/page/page-format.ts';
import { createPageScanner } from '#functions/export/core/page/page-scanner.ts';
import { RESOURCES } from '#functions/export/core/resource.ts';

/** The exact texts of a page's tickets. */
export function recordTexts(page: Buffer): string[] {
  const scanner = createPageScanner(describePages(RESOURCES.tickets), 0);
  scanner.push(page);
  return (scanner.end().records ?? []).map(({ start, end }) => page.toString('utf8', start, end));
}
