import { numberIn, type Trace } from '../trace.ts';

/** Every record's final version has landed, byte for byte. */
export function complete({ account, pages, history, item, caughtUp }: Trace): string[] {
  if (!caughtUp) return ['the calm runs never caught up'];
  const start = numberIn(item, 'start_time') ?? Infinity;
  const { supportTypeScope, include } = history.world;
  const scope = supportTypeScope ?? 'agent';
  const landed = new Set(pages.flatMap(({ tickets }) => tickets));
  const isWanted = ({ supportType, generatedTimestamp }: { supportType: string; generatedTimestamp: number }) =>
    (scope === 'all' || scope === supportType) && generatedTimestamp >= start;
  return account
    .truth()
    .filter(isWanted)
    .filter(({ id, text }) =>
      include.includes('metric_sets') ? !landed.has(account.current(id).textWithMetricSet) : !landed.has(text),
    )
    .map(({ id, generatedTimestamp }) => `ticket ${id} of second ${generatedTimestamp} has not landed as it is now`);
}
