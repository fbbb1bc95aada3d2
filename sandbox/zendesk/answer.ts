import { toJson } from './json.ts';

/** The properties of a page that its server time can depend on. */
export type PageWeight = {
  readonly records: number;
  /** Size of the uncompressed JSON text. */
  readonly bytes: number;
  readonly perPage: number;
  /** Timestamps of the first and last record in epoch seconds. Undefined on an empty page. */
  readonly firstSecond: number | undefined;
  readonly lastSecond: number | undefined;
};

/** An HTTP response before compression. */
export type Answer = {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Only for pages of an export. */
  readonly weight?: PageWeight;
};

export const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

/** Creates a JSON response. */
export function jsonAnswer(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { ...JSON_TYPE, ...headers }, body: toJson(value) };
}

/** Creates the response for a page of JSON. */
export function pageAnswer(body: string, weight: Omit<PageWeight, 'bytes'>): Answer {
  return { status: 200, headers: JSON_TYPE, body, weight: { ...weight, bytes: Buffer.byteLength(body) } };
}

/** Creates a response in plain text. */
export function textAnswer(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/plain' }, body };
}

/** Creates a response in HTML. */
export function htmlAnswer(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/html; charset=UTF-8' }, body };
}

/** Returns the response with more headers. */
export function withHeaders(answer: Answer, headers: Readonly<Record<string, string>>): Answer {
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

/** Creates an error in Zendesk's most common envelope: `{"error":"<code>","description":"<text>"}`. */
export function flatError(status: number, error: string, description: string): Answer {
  return jsonAnswer(status, { error, description });
}

/** The response for unknown paths. */
export const INVALID_ENDPOINT = flatError(404, 'InvalidEndpoint', 'Not found');
