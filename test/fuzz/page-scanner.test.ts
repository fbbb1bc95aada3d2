import { expect, it } from 'vitest';
import { checkChunks, checkDocument } from './check-scanner.ts';

const DOCUMENTS = 8_000;

it('the page scanner agrees with JSON.parse on random and damaged documents, split at any offset', () => {
  const verdicts = Array.from({ length: DOCUMENTS }, (_, index) => checkDocument(20_261_126, index));
  const share = (verdict: string): number => verdicts.filter((each) => each === verdict).length / DOCUMENTS;
  // The documents are a mix of pages, other objects and broken ones.
  expect(share('page')).toBeGreaterThan(0.1);
  expect(share('object')).toBeGreaterThan(0.2);
  expect(share('broken')).toBeGreaterThan(0.2);
});

it.each([
  // A member name with an escape inside a nested value, after a nested array.
  String.raw`{"tickets":[{"id":1,"generated_timestamp":5,"subject":[1,true],"\u0022":{}}],"users":{"end_time":["",":]"]},"next_\u0070age":[],"x":{"id":0,"custom_\u0066ields":null},"end_time":1700000014,"end_of_stream":false}`,
  String.raw`{"meta":[{"has_more":1}],"meta":{"has_mor\u0065":true,"x":{"has_more":2},"after_cursor":["c"]},"tickets":[{"meta":{"has_more":3}}]}`,
])('the page scanner agrees with JSON.parse on a document that is split at any two offsets: %s', (text) => {
  const bytes = Buffer.from(text);
  for (let at = 0; at <= bytes.length; at += 1) {
    const chunks = [bytes.subarray(0, at), bytes.subarray(at, at + 1), bytes.subarray(at + 1)];
    expect(checkChunks('epoch', chunks, `split at ${at}`)).not.toBe('broken');
  }
});
