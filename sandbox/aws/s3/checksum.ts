import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

const ALGORITHMS: Readonly<Record<string, (body: Buffer) => string>> = {
  'x-amz-checksum-crc32': (body) => {
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body));
    return sum.toString('base64');
  },
  'x-amz-checksum-sha1': (body) => createHash('sha1').update(body).digest('base64'),
  'x-amz-checksum-sha256': (body) => createHash('sha256').update(body).digest('base64'),
  'content-md5': (body) => createHash('md5').update(body).digest('base64'),
};

const isChecksumHeader = (name: string): boolean => /^x-amz-checksum-(crc|sha)/.test(name) || name === 'content-md5';

/** Returns those headers or trailers that contain a checksum of the body. */
export function checksumsIn(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      isChecksumHeader(name) && typeof value === 'string' ? [[name, value]] : [],
    ),
  );
}

/** Returns the first checksum that does not match the body or that the sandbox cannot compute (`known: false`). */
export function findWrongChecksum(
  checksums: Readonly<Record<string, string>>,
  body: Buffer,
): { readonly name: string; readonly known: boolean } | undefined {
  for (const [name, value] of Object.entries(checksums)) {
    const compute = ALGORITHMS[name];
    if (compute === undefined) return { name, known: false };
    if (compute(body) !== value) return { name, known: true };
  }
  return undefined;
}
