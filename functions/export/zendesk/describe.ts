import type { HttpAnswer } from '../core/ports/ports.ts';
import { bodyText } from './body.ts';
import { parseJson } from './parse-json.ts';

const LONGEST = 200;

/**
 * Says what Zendesk answered, for an error's message: the status and what the error envelope says. Zendesk has four
 * of those, and plain text and HTML besides. Anything that is no error envelope is told by type and size only: it
 * might hold ticket content.
 *
 * @param confidential - what must not show even where the answer repeats it
 */
export function describeAnswer(answer: HttpAnswer, confidential: readonly string[]): string {
  const said = envelopeText(parseJson(bodyText(answer)), confidential);
  const type = answer.headers['content-type'] ?? 'no content type';
  return `${answer.status} (${said ?? `${type}, ${answer.body.length} bytes`})`;
}

function envelopeText(body: unknown, confidential: readonly string[]): string | undefined {
  const root = membersOf(body);
  const nested = membersOf(root['error']);
  const [first] = Array.isArray(root['errors']) ? root['errors'] : [];
  const listed = membersOf(first);
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
  // Before it is cut: half a secret is not for the log either.
  return confidential.reduce((text, secret) => text.replaceAll(secret, '***'), parts.join(': ')).slice(0, LONGEST);
}

const membersOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {};
