import { gunzipSync } from 'node:zlib';
import { InvalidPageError } from '../core/page/page.ts';
import type { HttpAnswer } from '../core/ports/ports.ts';

/**
 * How an answer's body is encoded.
 * @throws InvalidPageError where it is encoded in a way that was not asked for
 */
export function encodingOf({ headers }: HttpAnswer): 'gzip' | 'identity' {
  const encoding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || encoding === 'gzip') return encoding;
  throw new InvalidPageError(`content-encoding ${encoding}, although only gzip was asked for`);
}

/** The answer's body as text, decoded as well as possible. Not for pages, and never for a message. */
export function bodyText(answer: HttpAnswer): string {
  try {
    return (encodingOf(answer) === 'gzip' ? gunzipSync(answer.body) : answer.body).toString('utf8');
  } catch {
    return '';
  }
}
