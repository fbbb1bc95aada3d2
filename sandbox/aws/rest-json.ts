import type { AwsResponse } from './local-server.ts';

/** Creates a response of AWS's REST protocol, in which method and path identify the operation. */
export const restAnswer = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): AwsResponse => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

/** Creates an error response. Its header `x-amzn-errortype` contains the error's name. */
export const restError = (status: number, code: string, message: string): AwsResponse =>
  restAnswer(status, { Message: message }, { 'x-amzn-errortype': code });
