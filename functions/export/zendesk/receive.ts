import type { HttpAnswer, HttpResponse, OnBytes } from '../core/ports/ports.ts';

/**
 * Reads the body of a response.
 * @param onBytes - see {@link HttpResponse.readBody}
 * @throws NetworkError
 */
export async function receive(response: HttpResponse, onBytes?: OnBytes): Promise<HttpAnswer> {
  const { status, headers, answeredAt } = response;
  return { status, headers, answeredAt, body: await response.readBody(onBytes) };
}
