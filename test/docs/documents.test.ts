import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { drawDashboard } from '#scripts/dashboard-picture.ts';
import { documents } from '#scripts/documents.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'docs');

it('the documents are what the code says, the picture what the template says: `npm run docs` has been run', () => {
  const written = documents();
  expect([...written.keys()]).toContain('dashboard.svg');
  const lying = new Map([...written.keys()].map((name) => [name, readFileSync(join(FOLDER, name), 'utf8')]));
  expect(lying).toEqual(written);
});

const widget = { type: 'text', x: 0, y: 2, width: 24, height: 3, properties: {} };

const draw = (...widgets: object[]): string => drawDashboard({ 'Fn::Join': ['', [JSON.stringify({ widgets }), '']] });

it('a picture has a box for each widget, where it stands, and is as high as they are', () => {
  const svg = draw(widget, { ...widget, x: 12, y: 5, width: 6, height: 1 });
  expect(svg).toContain('viewBox="0 0 964 244"');
  expect(svg).toContain('<rect x="4" y="84" width="956" height="116"');
  expect(svg).toContain('<rect x="484" y="204" width="236" height="36"');
});

it('a picture tells what a graph shows, and not what is only computed with', () => {
  const metrics = [
    ['ZendeskLake', 'Failed', 'subdomain', 'acme', { stat: 'Sum' }],
    [{ label: 'a minute', expression: 'x / 60' }],
    ['ZendeskLake', 'Records', 'subdomain', 'acme', { id: 'x', visible: false }],
  ];
  const svg = draw({ ...widget, type: 'metric', properties: { title: 'This & that', metrics } });
  expect(Array.from(svg.matchAll(/<text[^>]*>([^<]*)</g), ([, text]) => text)).toEqual([
    'This &amp; that',
    '• Failed',
    '• a minute',
  ]);
});

it('a picture breaks long lines, and loses no word', () => {
  const markdown = '# A heading\n**Words** that take more than a line of a narrow box';
  const svg = draw({ ...widget, width: 4, properties: { markdown } });
  const lines = Array.from(svg.matchAll(/<text[^>]*>([^<]*)</g), ([, text = '']) => text);
  expect(lines.join(' ')).toBe('A heading Words that take more than a line of a narrow box');
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(20);
});
