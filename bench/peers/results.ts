import type { Machine } from '../machine.ts';
import type { RunEnd } from './exporters/exporter.ts';

/** Everything that was measured of all exporters. */
export type PeerResults = {
  readonly machine: Machine;
  /** ISO date. */
  readonly date: string;
  /** Number of tickets of the first export. */
  readonly tickets: number;
  readonly peers: readonly PeerResult[];
  /** Zendesk-lake without its lookback window. */
  readonly withoutLookback: Pick<PeerResult, 'name' | 'lateChanges'>;
  /** Exporters that cannot run on this machine, with the reason. */
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
};

export type PeerResult = {
  readonly name: string;
  readonly version: string;
  readonly resumesFrom: string;
  readonly firstExport: FirstExport;
  readonly lateChanges: LateChanges;
  readonly killedExport: KilledExport;
  readonly faults: readonly FaultResult[];
};

/** Delivered records, and tickets that are missing or stale at the end. */
export type Delivery = {
  readonly copies: number;
  /** Distinct versions of tickets among them. */
  readonly versions: number;
  readonly missing: number;
  readonly stale: number;
};

/** One export of an account that does not change. */
export type FirstExport = Delivery & {
  readonly outcome: RunEnd['outcome'];
  readonly usage: RunEnd['usage'];
  readonly requests: Requests;
};

export type Requests = {
  /** All requests to Zendesk. */
  readonly all: number;
  /** Those for pages of tickets, which Zendesk allows ten times a minute. */
  readonly pages: number;
};

/** Many runs over an account that keeps changing, some of them killed. */
export type LateChanges = Delivery & {
  readonly runs: number;
  readonly kills: number;
  /** Runs that failed without being killed. */
  readonly failures: number;
  readonly requests: Requests;
  /** Of all runs that were not killed (ms). */
  readonly cpuMs: number;
};

/** A first export that was killed, and the runs after it. */
export type KilledExport = {
  /** Runs until nothing was missing, the killed one included. */
  readonly runs: number;
  /** Records that were delivered more than once. */
  readonly repeated: number;
  /** Greater than 0 if the exporter was given up. */
  readonly missing: number;
};

/** One fault of Zendesk in the middle of an export, and the run after it. */
export type FaultResult = {
  readonly fault: string;
  readonly first: Pick<RunEnd, 'outcome' | 'error'>;
  /** Missing and stale tickets after the run with the fault. */
  readonly lackingAtFirst: number;
  /** The same after the next run. Undefined if the first run lacked nothing. */
  readonly lackingInTheEnd?: number;
};
