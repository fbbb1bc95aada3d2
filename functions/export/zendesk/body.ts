import { gunzipSync } from 'node:zlib';
import { InvalidPageError } from '../core/page/page.ts';
import type { HttpAnswer } from '../core/ports/ports.ts';

/**
 * Reads the encoding of a response body.
 * @throws InvalidPageError if it is an encoding that was not requested
 */
export function readEncoding({ headers }: HttpAnswer): 'gzip' | 'identity' {
  const encoding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || encoding === 'gzip') return encoding;
  throw new InvalidPageError(`unexpected content-encoding ${encoding} (requested: gzip)`);
}

/** Decodes a response body to text; '' if that fails. Not for pages. Messages must not quote the result. */
export function bodyText(answer: HttpAnswer): string {
  try {
    return (readEncoding(answer) === 'gzip' ? gunzipSync(answer.body) : answer.body).toString('utf8');
  } catch {
    return '';
  }
}
