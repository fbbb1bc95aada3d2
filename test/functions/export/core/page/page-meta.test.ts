import { describe, expect, it } from 'vitest';
import { NESTED } from '#functions/export/core/page/json-tokens.ts';
import { describePages } from '#functions/export/core/page/page-format.ts';
import { createPageScanner } from '#functions/export/core/page/page-scanner.ts';
import { RESOURCES } from '#functions/export/core/resources.ts';

/** The scanned members of `meta`, which must not depend on the size of the chunks. */
function metaOf(text: string): object {
  const scanWith = (length: number): object => {
    const scanner = createPageScanner(describePages(RESOURCES.ticket_metric_events), 0);
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += length) scanner.push(bytes.subarray(at, at + length));
    return Object.fromEntries(scanner.end().meta);
  };
  const meta = scanWith(Infinity);
  expect(scanWith(1)).toEqual(meta);
  return meta;
}

describe('the scanned members of meta', () => {
  it('contain the end mark and the cursor, in any order and with escapes', () => {
    const expected = { has_more: true, after_cursor: 'a"b' };
    expect(metaOf(String.raw`{"meta":{"has_more":true,"before_cursor":"x","after_cursor":"a\"b"}}`)).toEqual(expected);
    expect(metaOf(String.raw`{"m\u0065ta":{"after_cursor":"a\"b","has_mor\u0065" : true } }`)).toEqual(expected);
  });

  it('do not contain members of other objects, records or deeper levels', () => {
    const text = `{"links":{"has_more":1},"meta":{"x":{"has_more":2},"y":[{"after_cursor":3}]},"has_more":4,
      "ticket_metric_events":[{"id":1,"meta":{"has_more":5},"has_more":6}]}`;
    expect(metaOf(text)).toEqual({});
  });

  it('contain a placeholder for a nested value', () => {
    expect(metaOf('{"meta":{"has_more":{"has_more":true},"after_cursor":[1,2]}}')).toEqual({
      has_more: NESTED,
      after_cursor: NESTED,
    });
  });

  it('come from the last meta, and from the last of several members with the same name', () => {
    expect(metaOf('{"meta":{"has_more":true,"has_more":false}}')).toEqual({ has_more: false });
    expect(metaOf('{"meta":{"has_more":true},"meta":{"after_cursor":"c"}}')).toEqual({ after_cursor: 'c' });
    expect(metaOf('{"meta":{"has_more":true},"meta":null}')).toEqual({});
    expect(metaOf('{"meta":{"has_more":true},"meta":[{"has_more":true}]}')).toEqual({});
  });

  it('do not exist for a resource whose pages have none', () => {
    const scanner = createPageScanner(describePages(RESOURCES.tickets), 0);
    scanner.push(Buffer.from('{"meta":{"has_more":true,"after_cursor":"c"}}'));
    expect(scanner.end().meta).toEqual(new Map());
  });
});
