import type { ExportRequest } from '#functions/export/core/export-request.ts';
import type { RateLimit } from '#functions/export/core/pacing/rate-limit-header.ts';
import type { Resource } from '#functions/export/core/resource.ts';
import { readZendeskOrigin } from '#functions/export/environment.ts';
import { reasonToStop } from '../core/access.ts';
import type { Probe } from '../core/probe.ts';
import { createProbeAllowance } from '../core/probe-allowance.ts';
import type { Io } from '../io.ts';
import { openProbeSession, type ProbeSessionOptions } from './probe.ts';

/** An export to probe: its id, such as `acme/tickets`, and its resource. */
export type ProbeTarget = { readonly id: string; readonly resource: Resource };

export type Probed<Target> = { readonly target: Target; readonly probe: Probe };

type Account = {
  readonly request: ExportRequest;
  /** The secret's text, in an accepted form. */
  readonly secret: string;
  /** The records to request. Default: recent ones. */
  readonly from?: ProbeSessionOptions['from'];
};

/**
 * Tests the access to resources of one account with one request each. Sends them one after another, so that each
 * response shows how many requests the rate limit leaves to the exporter.
 */
export async function probeInTurn<Target extends ProbeTarget>(
  { now, env }: Pick<Io, 'now' | 'env'>,
  { request, secret, from = 'recent' }: Account,
  targets: readonly Target[],
): Promise<Probed<Target>[]> {
  // Set in tests and local runs only.
  const origin = readZendeskOrigin(env) ?? `https://${request.subdomain}.zendesk.com`;
  const session = openProbeSession({ origin, request, secret, now, from });
  const allowance = createProbeAllowance();
  const probed: Probed<Target>[] = [];
  let stopped: string | undefined;
  try {
    for (const target of targets) {
      const { rateLimit } = target.resource;
      const reason = stopped ?? allowance.refuse(rateLimit);
      if (reason !== undefined) {
        probed.push({ target, probe: { kind: 'skipped', detail: reason } });
        continue;
      }
      const probe = await session.probe(target.id, target.resource);
      allowance.record(rateLimit, readLimit(probe));
      stopped = reasonToStop(probe, probed.length === 0);
      probed.push({ target, probe });
    }
    return probed;
  } finally {
    session.close();
  }
}

/** A 429 without the bucket's header means that nothing is left for up to a minute. */
const USED_UP: RateLimit = { total: undefined, remaining: 0, resets: 60 };

function readLimit(probe: Probe): RateLimit | undefined {
  if (!('rateLimit' in probe)) return undefined;
  return probe.kind === 'throttled' ? (probe.rateLimit ?? USED_UP) : probe.rateLimit;
}
