import { gunzipSync } from 'node:zlib';
import { InvalidPageError } from '../core/page/page.ts';
import type { HttpAnswer } from '../core/ports/ports.ts';

/**
 * Reads the encoding of a response body.
 * @throws InvalidPageError if it is an encoding that was not requested
 */
export function readEncoding({ headers }: HttpAnswer): 'gzip' | 'identity' {
  const encoding = encodingOf(headers);
  if (encoding === 'identity' || encoding === 'gzip') return encoding;
  throw new InvalidPageError(`unexpected content-encoding ${encoding} (requested: gzip)`);
}

/** True if a response body has any encoding, also one that was not requested. */
export const isCompressed = ({ headers }: Pick<HttpAnswer, 'headers'>): boolean => encodingOf(headers) !== 'identity';

const encodingOf = (headers: HttpAnswer['headers']): string =>
  (headers['content-encoding'] ?? 'identity').trim().toLowerCase();

/** Decodes a response body to text; '' if that fails. Not for pages. Messages must not quote the result. */
export function bodyText(answer: HttpAnswer): string {
  try {
    return (readEncoding(answer) === 'gzip' ? gunzipSync(answer.body) : answer.body).toString('utf8');
  } catch {
    return '';
  }
}
