import { isIP } from 'node:net';
import { InvalidRequestError } from './core/errors.ts';

/** The function's environment variables. AWS clients read their own (`AWS_REGION`, `AWS_ENDPOINT_URL_S3`, …). */
export type Environment = {
  readonly bucket: string;
  /** Key prefix without leading or trailing slash. */
  readonly prefix: string;
  readonly table: string;
  /** Overrides `https://<subdomain>.zendesk.com`, for tests and local runs. */
  readonly zendeskOrigin: string | undefined;
};

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Reads and validates the environment variables.
 * @throws InvalidRequestError naming the variable
 */
export function readEnvironment(variables: Variables): Environment {
  return {
    bucket: requireVariable(variables, 'LAKE_BUCKET'),
    prefix: parsePrefix(variables['LAKE_PREFIX'] || 'zendesk'),
    table: requireVariable(variables, 'CURSOR_TABLE'),
    zendeskOrigin: readZendeskOrigin(variables),
  };
}

/**
 * Reads the override of Zendesk's origin.
 * @throws InvalidRequestError if it is not a bare origin
 */
export const readZendeskOrigin = (variables: Variables): string | undefined =>
  variables['ZENDESK_BASE_URL'] ? parseOrigin(variables['ZENDESK_BASE_URL']) : undefined;

function requireVariable(variables: Variables, name: string): string {
  const value = variables[name];
  if (value) return value;
  throw new InvalidRequestError(
    `${name}: not set in the function's environment. The stack sets it. Redeploy the stack.`,
  );
}

function parsePrefix(prefix: string): string {
  if (/^[\w!.*'()=-]+(\/[\w!.*'()=-]+)*$/.test(prefix)) return prefix;
  throw new InvalidRequestError(
    'LAKE_PREFIX: expected folder names separated by single slashes, without a leading or trailing slash, such as zendesk or raw/zendesk.',
  );
}

function parseOrigin(baseUrl: string): string {
  const url = URL.parse(baseUrl);
  // Credentials are sent to this origin, so plain HTTP is allowed on loopback only.
  if (url !== null && isBareOrigin(url) && (url.protocol === 'https:' || isPlainLoopback(url))) return url.origin;
  throw new InvalidRequestError(
    'ZENDESK_BASE_URL: expected https://host or, on loopback only, http://127.0.0.1:port, without path, query or user name.',
  );
}

const isBareOrigin = (url: URL): boolean =>
  url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '' && url.password === '';

function isPlainLoopback({ protocol, hostname }: URL): boolean {
  const isLoopback =
    hostname === 'localhost' || hostname === '[::1]' || (isIP(hostname) === 4 && hostname.startsWith('127.'));
  return protocol === 'http:' && isLoopback;
}
