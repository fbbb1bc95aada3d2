import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { DATASETS } from '#catalog/datasets.ts';
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

/** Names of the account metrics that the function emits, such as `acme Failed`. */
const accountMetrics = (widgets: typeof one): string[] =>
  widgets
    .flatMap(({ properties: { metrics = [] } }) => metrics)
    .flatMap(([namespace, name, ...dimensions]) =>
      namespace === 'ZendeskLake' ? [`${String(dimensions[1])} ${String(name)}`] : [],
    );

/** The metric math expressions. */
const expressionsIn = (widgets: typeof one): string[] =>
  widgets
    .flatMap(({ properties: { metrics = [] } }) => metrics)
    .flatMap(([first]) => z.object({ expression: z.string() }).safeParse(first).data?.expression ?? []);

/** The metrics that the dashboard searches for, of the exports of each account. */
const searchesIn = (widgets: typeof one): { metrics: string[]; subdomain: string | undefined }[] =>
  expressionsIn(widgets)
    .filter((expression) => expression.includes('SEARCH'))
    .map((expression) => {
      const [, names = '', subdomain] =
        /SEARCH\('\{ZendeskLake,resource,subdomain\} MetricName=\(([^)]*)\)(?: subdomain="([^"]*)")?', '\w+', \d+\)/.exec(
          expression,
        ) ?? [];
      return { metrics: names.split(' OR ').map((name) => name.replaceAll('"', '')), subdomain };
    });

/** The number of alarms in each widget that has alarms. */
const alarmsPerWidget = (widgets: typeof one): number[] =>
  widgets.flatMap(({ properties: { alarms } }) => (alarms === undefined ? [] : [alarms.length]));

describe('dashboard', () => {
  it('shows a row for each account with metrics that the function emits', () => {
    const ofAccount = METRICS.filter(({ scope }) => scope === 'account').map(({ name }) => `acme ${name}`);
    expect(accountMetrics(one).filter((name) => !ofAccount.some((known) => name === known))).toEqual([]);
    const row = accountMetrics(one).toSorted();
    expect(accountMetrics(two).toSorted()).toEqual(
      [...row, ...row.map((name) => name.replace('acme', 'globex'))].toSorted(),
    );
  });

  it('searches for the metrics of the exports of each account', () => {
    const ofExport = new Set<string>(METRICS.filter(({ scope }) => scope === 'export').map(({ name }) => name));
    const searched = searchesIn(one).flatMap(({ metrics }) => metrics);
    expect(searched.filter((name) => !ofExport.has(name))).toEqual([]);
    // Warnings in the log contain more than these metrics.
    const hidden = new Set(['OversizedRows', 'UnreadableRows', 'HiddenPages']);
    expect(new Set(searched)).toEqual(new Set([...ofExport].filter((name) => !hidden.has(name))));
    const accounts = searchesIn(two).map(({ subdomain }) => subdomain);
    expect(new Set(accounts)).toEqual(new Set(['acme', 'globex', undefined]));
  });

  it('shows the same widgets for an account with all resources', () => {
    const all = widgetsOf([{ subdomain: 'acme', resources: Object.keys(DATASETS) }]);
    const withoutTexts = (widgets: typeof one) => widgets.filter(({ type }) => type !== 'text');
    expect(withoutTexts(all)).toEqual(withoutTexts(one));
  });

  it('shows freshness, throughput, waits, outcomes and errors of each account, and the cost', () => {
    const titles = one.flatMap(({ properties: { title } }) => title ?? []);
    expect(titles).toEqual([
      'Alarms (each description has the first step)',
      'Freshness of the stalest export',
      'Records per minute and rate limit',
      'Waits: rate limit, retries, pinned seconds',
      'Run outcomes except caught up',
      'Errors (should stay at 0)',
      'Run duration and timeout',
      'Errors (should stay at 0)',
      'Cost estimate, USD per day',
    ]);
    expect(JSON.stringify(one)).toContain('"horizontal":[{"value":10000,"label":"10 requests per minute"');
    expect(JSON.stringify(one)).toContain('"horizontal":[{"value":1,"label":"stale"');
  });

  it('computes the cost from the consumption, and shows the prices and their date', () => {
    expect(expressionsIn(two)).toEqual(
      expect.arrayContaining([
        // 512 MiB.
        'duration * 0.0000000066667 + runs * 0.0000002 + writes * 0.000000625 + reads * 0.000000125',
        `SUM(SEARCH('{ZendeskLake,resource,subdomain} MetricName=("Pages")', 'Sum', 86400)) * 0.000005`,
      ]),
    );
    const text = two.map(({ properties: { markdown } }) => markdown).join('\n');
    expect(text).toMatch(
      /list prices in N\. Virginia as of \d{4}-\d\d-\d\d: \$0\.0000133334 per GB-second, \$0\.2 per million/,
    );
  });

  it('shows every alarm, at most 100 per widget', () => {
    expect(alarmsPerWidget(two)).toEqual([18]);
    const accounts = Array.from({ length: 20 }, (_, i) => ({ subdomain: `acme-${i}` }));
    expect(alarmsPerWidget(widgetsOf(accounts))).toEqual([100, 26]);
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
      '## acme',
      '## globex',
      '## The function, for all accounts',
    ]);
    expect(texts[2]).toContain('Exports tickets at rate(1 hour).');
  });

  it('does not exist with dashboard: false', () => {
    expect(resourcesOf(synthesize({ dashboard: false }), 'AWS::CloudWatch::Dashboard')).toEqual([]);
  });
});
