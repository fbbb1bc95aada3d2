import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NotAPage } from '../../../../functions/export/core/page.ts';
import { decodeBody, onOneLine } from '../../../../functions/export/zendesk/body.ts';
import { answer, gzipped } from '../support/answers.ts';
import { prettyPrinted } from '../support/pretty-printed.ts';
import { everythingIn, thrownBy } from '../support/thrown.ts';

describe('decodeBody', () => {
  it('inflates gzip, and keeps the bytes that came: they can land as they are', () => {
    const came = gzipped(200, 'a page');
    expect(decodeBody(came)).toEqual({ bytes: Buffer.from('a page'), gzip: came.body });
  });

  it.each([undefined, 'identity', ' Identity '])('takes a body that is not encoded as it is: %j', (encoding) => {
    expect(decodeBody(answer(200, 'a page', { 'content-encoding': encoding }))).toEqual({
      bytes: Buffer.from('a page'),
    });
  });

  it('reads the encoding in any case', () => {
    expect(decodeBody(answer(200, gzipSync('x'), { 'content-encoding': 'GZip' })).bytes.toString()).toBe('x');
  });

  it('loses no byte of a body in several gzip members', () => {
    const members = Buffer.concat([gzipSync('first, '), gzipSync('second')]);
    expect(decodeBody(answer(200, members, { 'content-encoding': 'gzip' })).bytes.toString()).toBe('first, second');
  });

  it.each(['br', 'deflate', 'gzip, gzip', ''])('refuses an encoding that was not asked for: %j', (encoding) => {
    expect(() => decodeBody(answer(200, 'x', { 'content-encoding': encoding }))).toThrow(NotAPage);
  });

  it('finds every truncated gzip stream (tap-zendesk#131)', () => {
    const whole = gzipSync('a page of tickets, '.repeat(50));
    for (let length = 0; length < whole.length; length += 1) {
      const cut = answer(200, whole.subarray(0, length), { 'content-encoding': 'gzip' });
      expect(() => decodeBody(cut)).toThrow('the gzip stream breaks off or is damaged');
    }
  });

  it('finds a damaged byte by the checksum, and quotes nothing', async () => {
    const damaged = gzipSync('PLANTED', { level: 0 });
    damaged.write('X', damaged.indexOf('PLANTED') + 1);
    const error = await thrownBy(() => decodeBody(answer(200, damaged, { 'content-encoding': 'gzip' })));
    expect(error).toBeInstanceOf(NotAPage);
    expect(everythingIn(error)).not.toContain('LANTED');
  });
});

describe('onOneLine', () => {
  it('lands what Zendesk sent, byte for byte, where it is on one line already', () => {
    const body = { bytes: Buffer.from('{"a":"\\n"}'), gzip: Buffer.from('compressed') };
    expect(onOneLine(body)).toBe(body);
  });

  it('makes a space of every raw line break, and then no longer has the bytes that came', () => {
    const bytes = Buffer.from('\n{\r\n"a":\n\n1}\r');
    const original = Buffer.from(bytes);
    expect(onOneLine({ bytes, gzip: Buffer.from('compressed') })).toEqual({ bytes: Buffer.from(' {  "a":  1} ') });
    expect(bytes).toEqual(original);
  });

  it('changes neither the value nor the length of any JSON, and leaves it on one line', () => {
    fc.assert(
      fc.property(fc.jsonValue().chain(prettyPrinted), (text) => {
        const { bytes } = onOneLine({ bytes: Buffer.from(text) });
        expect(JSON.parse(bytes.toString())).toEqual(JSON.parse(text));
        expect(bytes).toHaveLength(Buffer.byteLength(text));
        expect(bytes.toString()).not.toMatch(/[\r\n]/);
      }),
    );
  });
});
