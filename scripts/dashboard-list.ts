import * as z from 'zod/mini';

const widget = z.object({
  properties: z.looseObject({
    title: z.optional(z.string()),
    markdown: z.optional(z.string()),
    metrics: z.optional(z.array(z.array(z.unknown()))),
    alarms: z.optional(z.array(z.string())),
    annotations: z.optional(z.object({ horizontal: z.array(z.object({ label: z.string() })) })),
  }),
});

const joined = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) });
const body = z.object({ widgets: z.array(widget) });
const style = z.looseObject({
  label: z.optional(z.string()),
  expression: z.optional(z.string()),
  visible: z.optional(z.boolean()),
});

/**
 * Lists the widgets of a dashboard in their order: text widgets with their text, all others as list items.
 *
 * @param dashboardBody - the template's `DashboardBody`
 * @returns Markdown
 */
export function listWidgets(dashboardBody: unknown): string {
  const parts = joined.parse(dashboardBody)['Fn::Join'][1];
  // References have no value before a deployment.
  const json = parts.map((part) => (typeof part === 'string' ? part : '…')).join('');
  const { widgets } = body.parse(JSON.parse(json));
  const blocks = widgets.map(({ properties }) =>
    properties.markdown === undefined
      ? formatListItem(properties)
      : `\n${properties.markdown.replaceAll(/\n+/g, '\n\n')}\n`,
  );
  return `<!-- Written by \`npm run docs\`. -->\n${blocks.join('\n')}\n`;
}

function formatListItem({ title, metrics = [], alarms, annotations }: z.infer<typeof widget>['properties']): string {
  const limits = (annotations?.horizontal ?? []).map(({ label }) => `${label} (limit)`);
  const contents = [
    ...(alarms === undefined ? [] : [`${alarms.length} alarms`]),
    ...metrics.flatMap(readMetricName),
    ...limits,
  ];
  return `- **${title}**: ${contents.join('; ')}`;
}

/**
 * Reads the label or name of a metric: `[namespace, name, dimension, value, …, style]`, or `[style]` for an expression.
 * The label of a search has placeholders for the metrics that CloudWatch finds.
 */
function readMetricName(metric: readonly unknown[]): string[] {
  const { label, expression = '', visible } = style.parse(metric.at(-1));
  if (visible === false) return [];
  const [, searched] = /MetricName=\((.*?)\)/.exec(expression) ?? [];
  const names = searched?.replaceAll('"', '').split(' OR ') ?? [];
  return label?.includes('${PROP(') === true
    ? names.map((name) => `${name} by resource`)
    : [label ?? String(metric[1])];
}
