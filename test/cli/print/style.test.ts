import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { styleFor, table } from '#cli/print/style.ts';

const plain = styleFor(new PassThrough(), {});
const colored = styleFor(Object.assign(new PassThrough(), { isTTY: true }), {});

it('a table aligns its columns without trailing spaces', () => {
  const rows = [
    ['acme/tickets', '12'],
    ['globex', ''],
  ];
  expect(table(plain, ['export', 'pages'], rows)).toBe('export        pages\nacme/tickets  12\nglobex');
});

it('a table without a head consists of its rows', () => {
  expect(table(plain, [], [['a', 'b']])).toBe('a  b');
});

it('a table ignores color codes when it aligns columns', () => {
  const rows = [
    [colored.green('ok'), 'first'],
    ['failed', 'second'],
  ];
  expect(table(colored, ['x'], rows)).toBe(`${colored.dim('x')}\n${colored.green('ok')}      first\nfailed  second`);
});
