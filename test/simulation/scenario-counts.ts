import type { LandedObject } from './engine/landed.ts';
import { isHiddenPage } from './invariants/hidden-page.ts';
import type { Trace, Traces } from './trace.ts';

/** The number of occurrences of each event, by name. */
export type ScenarioCounts = Readonly<Record<string, number>>;

/** Counts the events of a scenario. The counts show that scenarios contain every kind of fault. */
export const countScenario = (traces: Traces): ScenarioCounts =>
  sum([
    countExport(traces.exports[0]),
    ...[...traces.exports.slice(1), ...traces.lists].map(({ of, pages, rewinds }) => ({
      [`scenarios with ${of.name}`]: 1,
      [`pages of ${of.name}`]: pages.length,
      [`rewinds of ${of.name}`]: rewinds,
    })),
  ]);

function countExport({ of, runs, pages, sideloads, rewinds, scenario }: Trace): ScenarioCounts {
  const names = [
    ...runs.flatMap(({ calls }) => calls.flatMap(({ operation, fault }) => nameOf(operation, fault))),
    ...runs.map(({ ended }) => {
      if (ended === undefined) return 'run never ended';
      if ('unreported' in ended) return 'run ended with the error of another export';
      if ('error' in ended) return `run ended with ${ended.error instanceof Error ? ended.error.name : 'no error'}`;
      return `run ended ${ended.result.exports.map(({ outcome }) => outcome).join()}`;
    }),
    ...scenario.events.filter(({ kind }) => kind === 'rotate').map(() => 'rotation'),
  ];
  return sum([
    ...names.map((name) => ({ [name]: 1 })),
    {
      scenarios: 1,
      runs: runs.length,
      pages: pages.length,
      'walked pages': pages.filter(({ pagination }) => pagination === 'cursor').length,
      'empty pages landed': pages.filter(({ records }) => records.length === 0).length,
      'hidden pages': runs.flatMap(({ requests }) => requests.filter((request) => isHiddenPage(request, of))).length,
      'pages as ndjson': scenario.setup.layout === 'ndjson' ? pages.length : 0,
      sideloads: sideloads.length,
      'sideloads of tickets that did not land then': sideloads.filter((each) => !pages.some(isOfSameResponse(each)))
        .length,
      rewinds,
    },
  ]);
}

const isOfSameResponse =
  (one: LandedObject) =>
  (other: LandedObject): boolean =>
    ['run-id', 'requested-at'].every((name) => one.metadata[name] === other.metadata[name]);

function nameOf(operation: string, fault: Trace['runs'][number]['calls'][number]['fault']): string[] {
  if (fault === undefined) return [];
  const isZendesk = operation === 'GET' || operation === 'POST';
  if (fault.kind === 'zendesk') return isZendesk ? [`Zendesk: ${fault.name}`] : [];
  // These faults apply to AWS only.
  if (isZendesk && ['refused', 'conflict', 'repeated', 'lost'].includes(fault.kind)) return [];
  return ['when' in fault ? `${fault.kind} ${fault.when} ${operation}` : `${fault.kind} ${operation}`];
}

export function sum(all: readonly ScenarioCounts[]): ScenarioCounts {
  const total: Record<string, number> = {};
  for (const counts of all) {
    for (const [name, count] of Object.entries(counts)) total[name] = (total[name] ?? 0) + count;
  }
  return total;
}
