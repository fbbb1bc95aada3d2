import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { METRICS } from '#functions/export/core/telemetry/metrics.ts';
import type { Account } from '#infra/config/config-schema.ts';
import { resourceOf, resourcesOf, synthesize } from '#test/support/infra/synthesize.ts';

const joined = z.object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) });
const properties = z.looseObject({
  title: z.optional(z.string()),
  markdown: z.optional(z.string()),
  alarms: z.optional(z.array(z.string())),
  metrics: z.optional(z.array(z.array(z.unknown()))),
});
const body = z.object({
  widgets: z.array(z.object({ type: z.string(), x: z.int(), y: z.int(), width: z.int(), height: z.int(), properties })),
});

function widgetsOf(accounts: readonly Account[]) {
  const { DashboardBody } = resourceOf(synthesize({ accounts }), 'AWS::CloudWatch::Dashboard').Properties;
  const parts = joined.parse(DashboardBody)['Fn::Join'][1];
  return body.parse(JSON.parse(parts.map((part) => (typeof part === 'string' ? part : '<reference>')).join('')))
    .widgets;
}

const one = widgetsOf([{ subdomain: 'acme' }]);
const two = widgetsOf([{ subdomain: 'acme' }, { subdomain: 'globex', schedule: 'rate(1 hour)' }]);

/** Names of the metrics that the function emits, such as `acme/tickets Failed`. */
const exportMetrics = (widgets: typeof one): string[] =>
  widgets
    .flatMap(({ properties: { metrics = [] } }) => metrics)
    .flatMap(([namespace, name, ...dimensions]) => {
      const [, resource, , subdomain] = dimensions;
      return namespace === 'ZendeskLake' ? [`${String(subdomain)}/${String(resource)} ${String(name)}`] : [];
    });

describe('dashboard', () => {
  it('shows a row for each export with metrics that the function emits', () => {
    const emitted = METRICS.map(({ name }) => name);
    expect(exportMetrics(one).filter((name) => !emitted.some((known) => name === `acme/tickets ${known}`))).toEqual([]);
    const row = exportMetrics(one).toSorted();
    expect(exportMetrics(two).toSorted()).toEqual(
      [...row, ...row.map((name) => name.replace('acme', 'globex'))].toSorted(),
    );
  });

  it('shows freshness, throughput, waits, outcomes and errors of each export, and the cost', () => {
    const titles = one.flatMap(({ properties: { title } }) => title ?? []);
    expect(titles).toEqual([
      'Alarms (each description has the first step)',
      'Freshness in seconds (0: caught up)',
      'Throughput and rate limit',
      'Waits: rate limit, retries, pinned seconds',
      'Run outcomes',
      'Errors (should stay at 0)',
      'Run duration and timeout',
      'Errors (should stay at 0)',
      'Cost estimate, USD per day',
    ]);
    expect(JSON.stringify(one)).toContain('"horizontal":[{"value":10000,"label":"10 requests per minute"');
  });

  it('computes the cost from the pages of all exports, and shows the prices and their date', () => {
    const [expression] = two
      .flatMap(({ properties: { metrics = [] } }) => metrics.flat())
      .flatMap((part) => (JSON.stringify(part).includes('duration *') ? [part] : []));
    expect(expression).toMatchObject({
      // 512 MiB; a run costs one invocation and two writes.
      expression: 'duration * 0.0000000066667 + runs * 0.00000145 + (pages0 + pages1) * 0.000005625',
    });
    const text = two.map(({ properties: { markdown } }) => markdown).join('\n');
    expect(text).toMatch(
      /list prices in N\. Virginia as of \d{4}-\d\d-\d\d: \$0\.0000133334 per GB-second, \$0\.2 per million/,
    );
  });

  it('shows every alarm', () => {
    const shown = two.flatMap(({ properties: { alarms = [] } }) => alarms);
    expect(shown).toHaveLength(15);
  });

  it('fills rows of 24 columns without overlaps, each section with a heading', () => {
    for (const y of new Set(two.map((widget) => widget.y))) {
      const row = two.filter((widget) => widget.y === y);
      expect(row.reduce((sum, { width }) => sum + width, 0)).toBe(24);
      expect(new Set(row.map(({ height }) => height))).toHaveProperty('size', 1);
    }
    const texts = two.filter(({ type }) => type === 'text').map(({ properties: { markdown = '' } }) => markdown);
    expect(texts.map((text) => text.split('\n')[0])).toEqual([
      '# zendesk-lake',
      '## acme/tickets, rate(1 minute)',
      '## globex/tickets, rate(1 hour)',
      '## The function, for all exports',
    ]);
  });

  it('does not exist with dashboard: false', () => {
    expect(resourcesOf(synthesize({ dashboard: false }), 'AWS::CloudWatch::Dashboard')).toEqual([]);
  });
});
