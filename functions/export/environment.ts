import { isIP } from 'node:net';
import { InvalidRequestError } from './core/errors.ts';

/** The function's environment. AWS clients read theirs (`AWS_REGION`, `AWS_ENDPOINT_URL_S3`, …) themselves. */
export type Environment = {
  readonly bucket: string;
  /** Without slashes at its ends. */
  readonly prefix: string;
  readonly table: string;
  /** Where Zendesk is, for tests and local runs; by default `https://<subdomain>.zendesk.com`. */
  readonly zendeskOrigin: string | undefined;
};

type Variables = Readonly<Record<string, string | undefined>>;

/** @throws InvalidRequestError naming the variable */
export function readEnvironment(variables: Variables): Environment {
  return {
    bucket: required(variables, 'LAKE_BUCKET'),
    prefix: prefixOf(variables['LAKE_PREFIX'] || 'zendesk'),
    table: required(variables, 'CURSOR_TABLE'),
    zendeskOrigin: variables['ZENDESK_BASE_URL'] ? originOf(variables['ZENDESK_BASE_URL']) : undefined,
  };
}

function required(variables: Variables, name: string): string {
  const value = variables[name];
  if (value) return value;
  throw new InvalidRequestError(`${name}: missing in the function's environment. The stack sets it; deploy it again.`);
}

function prefixOf(prefix: string): string {
  if (/^[\w!.*'()=-]+(\/[\w!.*'()=-]+)*$/.test(prefix)) return prefix;
  throw new InvalidRequestError(
    'LAKE_PREFIX: expected names joined by single slashes, without one at either end, like zendesk or raw/zendesk.',
  );
}

function originOf(baseUrl: string): string {
  const url = URL.parse(baseUrl);
  // Credentials go there: in clear text only where they do not leave the machine.
  if (url !== null && isBareOrigin(url) && (url.protocol === 'https:' || isPlainLoopback(url))) return url.origin;
  throw new InvalidRequestError(
    'ZENDESK_BASE_URL: expected https://host, or http://127.0.0.1:port on loopback, without path, query or user.',
  );
}

const isBareOrigin = (url: URL): boolean =>
  url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '' && url.password === '';

function isPlainLoopback({ protocol, hostname }: URL): boolean {
  const isLoopback =
    hostname === 'localhost' || hostname === '[::1]' || (isIP(hostname) === 4 && hostname.startsWith('127.'));
  return protocol === 'http:' && isLoopback;
}
