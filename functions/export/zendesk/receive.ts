import type { HttpAnswer, HttpResponse, OnBytes } from '../core/ports/ports.ts';

/**
 * Reads the body of a response.
 * @param onBytes - see {@link HttpResponse.readBody}
 * @throws NetworkError
 */
export async function receive({ readBody, ...head }: HttpResponse, onBytes?: OnBytes): Promise<HttpAnswer> {
  return { ...head, body: await readBody(onBytes) };
}
