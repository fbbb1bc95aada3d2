import type { AwsResponse } from '#sandbox/aws/local-server.ts';

/** Creates a response of AWS's REST protocol. In it, method and path are the operation, and errors are named in a header. */
export const restAnswer = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): AwsResponse => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

export const restError = (status: number, code: string, message: string): AwsResponse =>
  restAnswer(status, { Message: message }, { 'x-amzn-errortype': code });
