import type { AwsResponse } from '#sandbox/aws/local-server.ts';

/** AWS's REST protocol: the operation is method and path, an error's name is a header. */
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
