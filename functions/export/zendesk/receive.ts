import type { HttpAnswer, HttpResponse } from '../core/ports/ports.ts';

/**
 * Reads the body of a response.
 * @param onBytes - called with the number of bytes received so far
 * @throws NetworkError
 */
export async function receive(
  { readBody, ...head }: HttpResponse,
  onBytes?: (received: number) => void,
): Promise<HttpAnswer> {
  return { ...head, body: await readBody(onBytes) };
}
