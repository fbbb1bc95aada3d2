import type { AwsResponse, RawRequest } from './local-server.ts';

/** Returns the operation, which AWS's JSON protocols send in a header. */
export const parseOperation = ({ headers }: RawRequest): string => String(headers['x-amz-target']).replace(/^.*\./, '');

/** Returns the request's parameters. Empty if the body is not a JSON object, so that the service rejects the request. */
export function parseParameters({ body }: RawRequest): Readonly<Record<string, unknown>> {
  try {
    const parameters: unknown = JSON.parse(body.toString());
    return isObject(parameters) ? parameters : {};
  } catch {
    return {};
  }
}

export function jsonResponse(version: '1.0' | '1.1', status: number, body: unknown): AwsResponse {
  return { status, headers: { 'content-type': `application/x-amz-json-${version}` }, body: JSON.stringify(body) };
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
