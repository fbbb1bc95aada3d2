import { recordTexts } from '#sandbox/lake/records.ts';

/** The exact texts of a landed object's records, in either layout. */
export function landedRecordTexts(body: Buffer, mediaType: string, itemKey: string): string[] {
  const text = body.toString();
  return mediaType === 'application/x-ndjson'
    ? text.split('\n').filter((line) => line !== '')
    : recordTexts(text, itemKey);
}
