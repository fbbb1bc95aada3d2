import type { HttpAnswer, HttpResponse, OnChunk } from '../core/ports/ports.ts';

/**
 * Reads the body of a response.
 * @param onChunk - see {@link HttpResponse.readBody}
 * @throws NetworkError
 */
export async function receive(response: HttpResponse, onChunk?: OnChunk): Promise<HttpAnswer> {
  const { status, headers, answeredAt } = response;
  return { status, headers, answeredAt, body: await response.readBody(onChunk) };
}
