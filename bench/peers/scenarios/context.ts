import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoggedRequest } from '#sandbox/zendesk/index.ts';
import type { Certificate } from '../certificate.ts';
import type { Exporter, Peer } from '../exporters/exporter.ts';
import { judge } from '../judge.ts';
import type { Delivery, Requests } from '../results.ts';
import { startWorld, type World, type WorldOptions } from '../world.ts';

/** Shared by all scenarios. */
export type Context = {
  /** For temporary files. */
  readonly folder: string;
  readonly certificate: Certificate;
  /** Shows the current step. */
  readonly status: (text: string) => void;
};

/** The start of Zendesk's clock. It is the same for all exporters, so that they meet the same account. */
export const START = Date.parse('2026-06-01T00:00:00Z');

/**
 * A clock so slow that a run takes no time: neither a slow exporter nor a busy machine affects the records that a run can
 * see.
 */
export const STILL = 0.001;

/** Between the starts of two runs: the default of zendesk-lake. */
export const INTERVAL_MS = 300_000;

/** An exporter and its simulated Zendesk. */
export type Stage = AsyncDisposable & { readonly world: World; readonly exporter: Exporter };

export async function openStage(
  peer: Peer,
  { folder, certificate }: Context,
  options: Omit<WorldOptions, 'certificate'>,
): Promise<Stage> {
  const world = await startWorld({ certificate, ...options });
  const exporter = await peer.open(world, await mkdtemp(join(folder, 'exporter-')));
  return {
    world,
    exporter,
    async [Symbol.asyncDispose]() {
      await exporter[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}

/** Compares the delivered records with those of a complete export now. */
export async function judgeStage({ world, exporter }: Stage): Promise<Delivery> {
  const { missing, stale, ...counts } = judge(await exporter.copies(), world.zendesk.expectedRecords('tickets'));
  return { ...counts, missing: missing.length, stale: stale.length };
}

export const isPage = ({ path }: Pick<LoggedRequest, 'path'>): boolean =>
  path.startsWith('/api/v2/incremental/tickets');

export const countRequests = ({ zendesk }: World): Requests => ({
  all: zendesk.requests.length,
  pages: zendesk.requests.filter(isPage).length,
});

/** Returns a signal that aborts when the run requests this page, before the response. */
export function signalAtPage({ world }: Stage, page: number): AbortSignal {
  const controller = new AbortController();
  let pages = 0;
  world.zendesk.intercept((request) => {
    if (isPage(request)) pages += 1;
    if (pages === page) controller.abort();
    return undefined;
  });
  return controller.signal;
}
