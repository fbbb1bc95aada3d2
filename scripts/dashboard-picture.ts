import * as z from 'zod/mini';

/** A unit of CloudWatch's grid in pixels; 24 of them are its width. */
const UNIT = 40;
const GAP = 4;
const LINE = 16;
/** About as wide as a letter of the font is, in pixels. */
const LETTER = 6.4;

const widget = z.object({
  type: z.string(),
  x: z.int(),
  y: z.int(),
  width: z.int(),
  height: z.int(),
  properties: z.looseObject({
    title: z.optional(z.string()),
    markdown: z.optional(z.string()),
    metrics: z.optional(z.array(z.array(z.unknown()))),
    alarms: z.optional(z.array(z.string())),
    annotations: z.optional(z.object({ horizontal: z.array(z.object({ label: z.string() })) })),
  }),
});
type Widget = z.infer<typeof widget>;

const joined = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) });
const body = z.object({ widgets: z.array(widget) });
const style = z.looseObject({
  label: z.optional(z.string()),
  visible: z.optional(z.boolean()),
});

/**
 * Draws the layout of a dashboard: what stands where, and what it shows.
 * @param dashboardBody - `DashboardBody` as it stands in the template
 * @returns an SVG
 */
export function drawDashboard(dashboardBody: unknown): string {
  const parts = joined.parse(dashboardBody)['Fn::Join'][1];
  // What only a deployment knows is not shown.
  const text = parts.map((part) => (typeof part === 'string' ? part : '…')).join('');
  const { widgets } = body.parse(JSON.parse(text));
  const width = 24 * UNIT + GAP;
  const height = Math.max(...widgets.map(({ y, height }) => y + height)) * UNIT + GAP;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">
<!-- Written by \`npm run docs\`. -->
<rect width="${width}" height="${height}" fill="#f2f3f3"/>
${widgets.map(drawWidget).join('\n')}
</svg>
`;
}

function drawWidget(each: Widget): string {
  const [x, y] = [each.x * UNIT + GAP, each.y * UNIT + GAP];
  const [width, height] = [each.width * UNIT - GAP, each.height * UNIT - GAP];
  const letters = Math.floor((width - 2 * LINE) / LETTER);
  const lines = linesOf(each).flatMap(({ text, isBold }) => wrap(text, letters).map((line) => ({ line, isBold })));
  const tspans = lines.map(
    ({ line, isBold }, i) =>
      `<text x="${x + LINE}" y="${y + LINE * (i + 1.4)}"${isBold ? ' font-weight="bold"' : ''}>${escape(line)}</text>`,
  );
  return [
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="4" fill="#ffffff" stroke="#d5dbdb"/>`,
    ...tspans,
    ...(each.type === 'metric' ? [drawAxes(x + LINE, y + LINE, width - 2 * LINE, height - 2 * LINE)] : []),
  ].join('\n');
}

/** So that it is seen to be a graph. */
const drawAxes = (x: number, y: number, width: number, height: number): string =>
  `<path d="M${x} ${y + height * 0.6} V${y + height} H${x + width}" fill="none" stroke="#879596"/>`;

type Line = { readonly text: string; readonly isBold: boolean };

/** What a widget says: a heading, and its text, or the names of what it shows. */
function linesOf({ properties }: Widget): Line[] {
  const { title, markdown, metrics = [], alarms, annotations } = properties;
  const text = (markdown ?? '').split('\n').map((line) => ({
    text: line.replaceAll(/^#+ |[*]/g, ''),
    isBold: line.startsWith('#'),
  }));
  const lines = metrics.flatMap(nameOf).map((name) => `• ${name}`);
  const limits = (annotations?.horizontal ?? []).map(({ label }) => `╌ ${label}`);
  const shown = [...lines, ...limits];
  return [
    ...(title === undefined ? [] : [{ text: title, isBold: true }]),
    ...(markdown === undefined ? [] : text),
    ...shown.map((text) => ({ text, isBold: false })),
    ...(alarms === undefined ? [] : [{ text: `${alarms.length} alarms, green or red`, isBold: false }]),
  ];
}

/** `[namespace, name, dimension, value, …, style]`, or only a style where it is an expression. */
function nameOf(parts: readonly unknown[]): string[] {
  const { label, visible } = style.parse(parts.at(-1));
  return visible === false ? [] : [label ?? String(parts[1])];
}

function wrap(text: string, letters: number): string[] {
  return text.split(' ').reduce(
    (lines: string[], word) => {
      const line = lines.at(-1) ?? '';
      const longer = line === '' ? word : `${line} ${word}`;
      return longer.length <= letters ? [...lines.slice(0, -1), longer] : [...lines, word];
    },
    [''],
  );
}

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
