import { gunzipSync } from 'node:zlib';
import { NotAPage } from '../core/page.ts';
import type { HttpAnswer } from '../core/ports.ts';

export type Body = {
  /** After HTTP decoding. */
  readonly bytes: Buffer;
  /** As they came, where they came soundly gzipped. */
  readonly gzip?: Buffer;
};

const LINE_BREAKS = [0x0a, 0x0d];
const SPACE = 0x20;

/**
 * Undoes the answer's content encoding.
 * @throws NotAPage where the body is cut short or encoded in a way that was not asked for
 */
export function decodeBody({ headers, body }: HttpAnswer): Body {
  const encoding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity') return { bytes: body };
  if (encoding !== 'gzip') throw new NotAPage(`content-encoding ${encoding}, although only gzip was asked for`);
  try {
    return { bytes: gunzipSync(body), gzip: body };
  } catch {
    throw new NotAPage('the gzip stream breaks off or is damaged');
  }
}

/**
 * Puts a page on one line: every raw line break becomes a space. To be called on valid JSON only, where a raw line
 * break stands outside strings and means nothing.
 */
export function onOneLine(body: Body): Body {
  if (!LINE_BREAKS.some((byte) => body.bytes.includes(byte))) return body;
  const bytes = Buffer.from(body.bytes);
  for (const byte of LINE_BREAKS) {
    for (let at = bytes.indexOf(byte); at !== -1; at = bytes.indexOf(byte, at + 1)) bytes[at] = SPACE;
  }
  return { bytes };
}
