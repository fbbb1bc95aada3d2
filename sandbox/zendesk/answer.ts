import { toJson } from './json.ts';

/** What a page weighs: what its time on the server may depend on. */
export type PageWeight = {
  readonly records: number;
  /** Of the JSON text, uncompressed. */
  readonly bytes: number;
  readonly perPage: number;
  /** Epoch seconds of the first and last record's timestamp; undefined on an empty page. */
  readonly firstSecond: number | undefined;
  readonly lastSecond: number | undefined;
};

/** An HTTP answer before it is compressed and sent. */
export type Answer = {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Only on a page of an export. */
  readonly weight?: PageWeight;
};

export const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

/** An answer whose body is this value as JSON. */
export function jsonAnswer(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { ...JSON_TYPE, ...headers }, body: toJson(value) };
}

/** Zendesk's commonest error envelope: `{"error":"<code>","description":"<text>"}`. */
export function flatError(status: number, error: string, description: string): Answer {
  return jsonAnswer(status, { error, description });
}

/** What any path answers that is no endpoint. */
export const INVALID_ENDPOINT = flatError(404, 'InvalidEndpoint', 'Not found');
