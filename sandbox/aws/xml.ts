/** What a document of AWS's begins with. */
export const XML = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** Text as it stands in an element. */
export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
