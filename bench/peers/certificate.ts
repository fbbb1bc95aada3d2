import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Unavailable } from '#engines/core/session.ts';
import { lastLine, runCommand } from '#engines/install/run-command.ts';

/** The host that all other exporters insist on. */
export const HOST = 'acme.zendesk.com';

/** A self-signed certificate for the host, and for 127.0.0.1. */
export type Certificate = {
  /** The certificate's file. Clients that trust it accept the proxy. */
  readonly file: string;
  readonly cert: Buffer;
  readonly key: Buffer;
};

/** The options of a self-signed certificate without a password. */
const REQUEST = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2'.split(' ');

/**
 * Creates a certificate that is valid for two days.
 *
 * @throws Unavailable without the `openssl` command: Node.js cannot create certificates
 */
export async function createCertificate(folder: string): Promise<Certificate> {
  const [file, keyFile] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
  const names = ['-subj', `/CN=${HOST}`, '-addext', `subjectAltName=DNS:${HOST},IP:127.0.0.1`];
  const files = ['-keyout', keyFile, '-out', file];
  const { ok, isMissing, output } = await runCommand('openssl', [...REQUEST, ...names, ...files]);
  if (isMissing) throw new Unavailable('no openssl: install the command openssl, which creates the certificate');
  if (!ok) throw new Unavailable(`openssl cannot create a certificate: ${lastLine(output)}`);
  return { file, cert: await readFile(file), key: await readFile(keyFile) };
}
