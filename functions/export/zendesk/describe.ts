import type { HttpAnswer } from '../core/ports/ports.ts';
import { bodyText } from './body.ts';
import { parseJson } from './parse-json.ts';

const MAX_LENGTH = 200;
/** A larger body is a page, which takes too long to parse. */
const MAX_ENVELOPE_BYTES = 65_536;

/**
 * Describes a response for an error message: the status and the text of one of Zendesk's four error envelopes. Of any
 * other body, such as plain text or HTML, only type and size are named, because it might hold ticket content.
 *
 * @param confidential - texts to mask if the response echoes them
 */
export function describeAnswer(answer: HttpAnswer, confidential: readonly string[]): string {
  const text = describeEnvelope(answer, confidential);
  const type = answer.headers['content-type'] ?? 'no content type';
  return `${answer.status} (${text ?? `${type}, ${answer.body.length} bytes`})`;
}

/**
 * Returns the text of an error envelope; undefined if the body is none.
 * @param confidential - texts to mask if the response echoes them
 */
export function describeEnvelope(answer: HttpAnswer, confidential: readonly string[]): string | undefined {
  if (answer.body.length > MAX_ENVELOPE_BYTES) return undefined;
  const root = toObject(parseJson(bodyText(answer)));
  // With a 200, the other members of an envelope may be those of a record.
  if (answer.status === 200 && root['error'] === undefined && root['errors'] === undefined) return undefined;
  return readErrorEnvelope(root, confidential);
}

function readErrorEnvelope(root: Record<string, unknown>, confidential: readonly string[]): string | undefined {
  const nested = toObject(root['error']);
  const [first] = Array.isArray(root['errors']) ? root['errors'] : [];
  const listed = toObject(first);
  const parts = [
    root['error'],
    root['title'],
    root['description'],
    root['error_description'],
    root['detail'],
    nested['title'],
    nested['message'],
    listed['code'],
    listed['title'],
    listed['detail'],
  ].filter((part) => typeof part === 'string');
  if (parts.length === 0) return undefined;
  // Masked before truncation, which might leave part of a secret.
  return maskConfidential(parts.join(': '), confidential).slice(0, MAX_LENGTH);
}

/** Replaces confidential texts by asterisks. */
export const maskConfidential = (text: string, confidential: readonly string[]): string =>
  confidential.reduce((masked, secret) => masked.replaceAll(secret, '***'), text);

const toObject = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {};
