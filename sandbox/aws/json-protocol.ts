import type { AwsResponse, RawRequest } from './local-server.ts';

/** AWS's JSON protocols: the operation is a header, parameters and result are JSON. */
export const operationOf = ({ headers }: RawRequest): string => String(headers['x-amz-target']).replace(/^.*\./, '');

/** The request's parameters; none where the body is no JSON object, which the service then refuses. */
export function parametersOf({ body }: RawRequest): Readonly<Record<string, unknown>> {
  try {
    const parameters: unknown = JSON.parse(body.toString());
    return isObject(parameters) ? parameters : {};
  } catch {
    return {};
  }
}

export function jsonAnswer(version: '1.0' | '1.1', status: number, body: unknown): AwsResponse {
  return { status, headers: { 'content-type': `application/x-amz-json-${version}` }, body: JSON.stringify(body) };
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
