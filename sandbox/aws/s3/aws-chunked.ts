/** A decoded `aws-chunked` body and its trailers. */
export type Unchunked = { readonly body: Buffer; readonly trailers: Readonly<Record<string, string>> };

/**
 * Decodes `Content-Encoding: aws-chunked`, which the SDK uses for streams: chunks of `<hex size>[;signature]\r\n<bytes>\r\n`,
 * a last chunk of size 0, then trailers such as the checksum.
 *
 * @returns undefined if the body is truncated or not in this encoding
 */
export function decodeAwsChunked(encoded: Buffer): Unchunked | undefined {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = encoded.indexOf('\r\n', at);
    if (lineEnd === -1) return undefined;
    const size = Number.parseInt(encoded.toString('latin1', at, lineEnd), 16);
    const begin = lineEnd + 2;
    if (!Number.isInteger(size) || begin + size > encoded.length) return undefined;
    if (size === 0) return { body: Buffer.concat(chunks), trailers: parseTrailers(encoded.toString('latin1', begin)) };
    chunks.push(encoded.subarray(begin, begin + size));
    at = begin + size + 2;
  }
}

function parseTrailers(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split('\r\n').flatMap((line) => {
      const colon = line.indexOf(':');
      return colon === -1 ? [] : [[line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]];
    }),
  );
}
