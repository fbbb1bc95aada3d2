import { renderSeries } from '../pages/series.ts';
import { printTemplate } from '../pages/template.ts';
import type { Idle } from '../results.ts';
import { spreadOf } from '../spread.ts';
import { openHarness, type Requests } from '../harness.ts';
import type { Context } from './context.ts';

const PAGES = 3;

/** Measures runs of a process that has caught up, and finds nothing new in any of them. */
export async function measureIdle(
  { built, zendesk, prose, status }: Context,
  bytes: number,
  polls: number,
): Promise<Idle> {
  status('idle runs');
  const series = renderSeries(printTemplate(bytes, prose), { origin: zendesk.origin, parts: [PAGES] });
  await using harness = await openHarness({ built, zendesk, series, program: 'bundle' });
  const { requests: first } = await harness.next();
  const idle: Awaited<ReturnType<typeof harness.next>>[] = [];
  for (let poll = 0; poll < polls; poll += 1) idle.push(await harness.next());
  const most = (name: keyof Requests): number => Math.max(...idle.map(({ requests }) => requests[name]));
  return {
    first,
    each: {
      pages: most('pages'),
      tokens: most('tokens'),
      s3: most('s3'),
      dynamodb: most('dynamodb'),
      secrets: most('secrets'),
    },
    polls,
    cpuMs: spreadOf(idle.map(({ cpuMs }) => cpuMs)),
    wallMs: spreadOf(idle.map(({ wallMs }) => wallMs)),
    itemBytes: Buffer.byteLength(JSON.stringify(await harness.aws.dynamodb.getItem('bench/tickets'))),
  };
}
