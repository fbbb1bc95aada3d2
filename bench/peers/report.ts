import { bytes, count, milliseconds } from '../report/format.ts';
import { formatted, machineOf } from '../report/report.ts';
import { markdown, type Table } from '../report/table.ts';
import type { FaultResult, PeerResult, PeerResults } from './results.ts';
import { LONGEST_RUN_MS } from './scenarios/single-faults.ts';
import { KILLED_AT_PAGE } from './scenarios/killed-export.ts';

/** The generated block of `docs/comparison.md`. */
export async function comparisonBlock(results: PeerResults): Promise<string> {
  const tables = [
    exporters(results),
    firstExport(results),
    lateChanges(results),
    killedExport(results),
    faults(results),
    errors(results),
  ];
  return formatted([machineOf(results), ...tables.map(markdown)]);
}

/** The exporters, and those that could not run. */
const exporters = ({ peers, skipped }: PeerResults): Table => ({
  title: 'Exporters',
  head: ['', 'version', 'a run continues from'],
  words: 3,
  rows: [
    ...peers.map(({ name, version, resumesFrom }) => [name, version, resumesFrom]),
    ...skipped.map(({ name, reason }) => [name, 'did not run', reason]),
  ],
});

/** One export of an account that does not change. */
export const firstExport = ({ peers, tickets }: PeerResults): Table => ({
  title: `First export of ${count(tickets)} tickets`,
  head: ['', 'requests', 'of them pages', 'records', 'missing', 'stale', 'CPU', 'peak memory', 'wall'],
  rows: peers.map(({ name, firstExport: { requests, copies, missing, stale, usage, outcome } }) => [
    outcome === 'completed' ? name : `${name} (${outcome})`,
    ...[requests.all, requests.pages, copies, missing, stale].map(count),
    ...(usage ? [milliseconds(usage.cpuMs), bytes(usage.peakRss), milliseconds(usage.wallMs)] : ['–', '–', '–']),
  ]),
});

/** Many runs over an account that keeps changing. */
export const lateChanges = ({ peers, withoutLookback }: PeerResults): Table => {
  const kills = Math.max(0, ...peers.map(({ lateChanges }) => lateChanges.kills));
  return {
    title: `Late changes, and ${count(kills)} kills`,
    head: ['', 'missing', 'stale', 'requests', 'records', 'records per version', 'failed runs', 'CPU of all runs'],
    rows: [...peers, withoutLookback].map(({ name, lateChanges: late }) => [
      late.kills === kills ? name : `${name} (${count(late.kills)} kills)`,
      ...[late.missing, late.stale, late.requests.all, late.copies].map(count),
      (late.copies / late.versions).toFixed(2),
      count(late.failures),
      milliseconds(late.cpuMs),
    ]),
  };
};

/** A first export that was killed, and the runs after it. */
export const killedExport = ({ peers }: PeerResults): Table => ({
  title: `First export, killed at page ${KILLED_AT_PAGE}`,
  head: ['', 'runs until complete', 'records repeated', 'missing'],
  rows: peers.map(({ name, killedExport: { runs, repeated, missing } }) => [
    name,
    ...[runs, repeated, missing].map(count),
  ]),
});

/** The consequence of each fault. */
export function faults({ peers }: PeerResults): Table {
  const names = peers[0]?.faults.map(({ fault }) => fault) ?? [];
  return {
    title: 'Single faults of Zendesk',
    head: ['', ...peers.map(({ name }) => name)],
    words: peers.length + 1,
    rows: [
      ...names.map((name) => [name, ...peers.map((peer) => describeFault(faultNamed(peer, name)))]),
      [
        '**continued without loss**',
        ...peers.map((peer) => `**${peer.faults.filter(isUnharmed).length} of ${names.length}**`),
      ],
    ],
  };
}

const faultNamed = ({ faults }: PeerResult, name: string): FaultResult | undefined =>
  faults.find(({ fault }) => fault === name);

const isUnharmed = ({ first, lackingAtFirst }: FaultResult): boolean =>
  first.outcome === 'completed' && lackingAtFirst === 0;

/** Describes the end of the run with the fault, and tickets that the next run did not deliver either. */
export function describeFault(result: FaultResult | undefined): string {
  if (result === undefined) return '–';
  if (isUnharmed(result)) return 'continued';
  const { first, lackingAtFirst, lackingInTheEnd = 0 } = result;
  const run = {
    completed: `reported success without ${count(lackingAtFirst)} tickets`,
    failed: 'run failed',
    killed: `still running after ${LONGEST_RUN_MS / 1000} s`,
  }[first.outcome];
  return lackingInTheEnd === 0 ? run : `${run}, ${count(lackingInTheEnd)} tickets lost`;
}

/** The exporters' own words for the faults after which a run failed. */
export const errors = ({ peers }: PeerResults): Table => ({
  title: 'Errors of failed runs',
  head: ['', 'fault', 'error'],
  words: 3,
  rows: peers.flatMap(({ name, faults }) =>
    faults.flatMap(({ fault, first: { error } }) => (error === undefined ? [] : [[name, fault, code(error)]])),
  ),
});

/** Foreign text in a cell of a table. */
const code = (text: string): string => `\`${text.replaceAll('`', "'").replaceAll('|', '\\|')}\``;
