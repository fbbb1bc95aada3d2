/** DynamoDB's answer to one request. */
export type DynamoDbAnswer = { readonly status: number; readonly body: Readonly<Record<string, unknown>> };

const HEADERS = {
  'Content-Type': 'application/x-amz-json-1.0',
  // No emulator checks the signature, but both want one.
  Authorization:
    'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, Signature=0',
  'X-Amz-Date': '20260101T000000Z',
};

/** Sends a request as it is, without a client that would repeat or refuse it. */
export async function callDynamoDb(url: string, operation: string, input: object): Promise<DynamoDbAnswer> {
  const headers = { ...HEADERS, 'X-Amz-Target': `DynamoDB_20120810.${operation}` };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(input) });
  const body: Record<string, unknown> = JSON.parse((await response.text()) || '{}');
  return { status: response.status, body };
}
