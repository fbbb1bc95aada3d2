import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { listWidgets } from '#scripts/dashboard-list.ts';
import { documents } from '#scripts/documents.ts';

const FOLDER = join(import.meta.dirname, '..', '..');

it('the generated documents are up to date: `npm run docs` has been run', () => {
  const written = documents();
  expect([...written.keys()]).toContain('docs/dashboard.md');
  const stored = new Map([...written.keys()].map((name) => [name, readFileSync(join(FOLDER, name), 'utf8')]));
  expect(stored).toEqual(written);
});

const list = (...widgets: object[]): string[] =>
  listWidgets({ 'Fn::Join': ['', [JSON.stringify({ widgets: widgets.map((properties) => ({ properties })) }), '']] })
    .trim()
    .split('\n')
    .slice(1);

it('the list of widgets names the metrics and limits of a graph, without metrics that are only computed with', () => {
  const metrics = [
    ['ZendeskLake', 'Failed', 'subdomain', 'acme', { stat: 'Sum' }],
    [{ label: 'a minute', expression: 'x / 60' }],
    ['ZendeskLake', 'Records', 'subdomain', 'acme', { id: 'x', visible: false }],
  ];
  const annotations = { horizontal: [{ value: 10, label: '10 requests' }] };
  expect(list({ title: 'Errors', metrics, annotations })).toEqual([
    '- **Errors**: Failed; a minute; 10 requests (limit)',
  ]);
});

it('the list of widgets names the metrics of a search', () => {
  const expression = 'SEARCH(\'{ZendeskLake,resource} MetricName=("Pages" OR "Records")\', \'Sum\', 300)';
  expect(list({ title: 'Landed', metrics: [[{ label: "${PROP('MetricName')}", expression }]] })).toEqual([
    '- **Landed**: Pages by resource; Records by resource',
  ]);
});

it('the list of widgets counts alarms, and repeats texts as they are', () => {
  expect(list({ markdown: '# A heading\n**Words**' }, { title: 'Alarms', alarms: ['a', 'b'] })).toEqual([
    '',
    '# A heading',
    '',
    '**Words**',
    '',
    '- **Alarms**: 2 alarms',
  ]);
});

it('the list of widgets shows a reference to another resource as …', () => {
  const parts = ['{"widgets":[{"properties":{"title":"', { Ref: 'Function' }, '"}}]}'];
  expect(listWidgets({ 'Fn::Join': ['', parts] })).toContain('- **…**:');
});
