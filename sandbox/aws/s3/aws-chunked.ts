/** A decoded `aws-chunked` body and the trailers that followed it. */
export type Unchunked = { readonly body: Buffer; readonly trailers: Readonly<Record<string, string>> };

/**
 * Decodes `Content-Encoding: aws-chunked`, in which the SDK sends streams: chunks of `<hex size>[;signature]\r\n<bytes>\r\n`,
 * a last one of size 0, then trailers such as the checksum.
 *
 * @returns undefined where the body ends early or is no such encoding
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
    if (size === 0) return { body: Buffer.concat(chunks), trailers: trailersOf(encoded.toString('latin1', begin)) };
    chunks.push(encoded.subarray(begin, begin + size));
    at = begin + size + 2;
  }
}

function trailersOf(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split('\r\n').flatMap((line) => {
      const colon = line.indexOf(':');
      return colon === -1 ? [] : [[line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]];
    }),
  );
}
