/** XML declaration of AWS's responses. */
export const XML = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** Escapes text for an element or attribute. */
export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
