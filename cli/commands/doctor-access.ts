import type { ExportRequest } from '#functions/export/core/export-request.ts';
import type { RateLimit } from '#functions/export/core/pacing/rate-limit-header.ts';
import { readEnvironment } from '#functions/export/environment.ts';
import type { Cursor } from '../aws/cursor.ts';
import type { Context } from '../context.ts';
import { checkAccount, checkResource, type ProbedExport, reasonToStop, skipAccountChecks } from '../core/access.ts';
import { type Check, unknown } from '../core/checks.ts';
import type { Probe } from '../core/probe.ts';
import { createProbeAllowance } from '../core/probe-allowance.ts';
import { describeUnavailable } from '../core/unavailable.ts';
import { suggestRewind, type Target } from '../targets.ts';
import { openProbeSession, type ProbeSession } from '../zendesk/probe.ts';

/** The check of the access to one resource. */
export type ExportCheck = Check & { readonly export: string };

/** The checks that need Zendesk: credentials and clock, and the access to each resource. */
type AccessReport = { readonly checks: readonly Check[]; readonly exports: readonly ExportCheck[] };

/** The cursor items of an account by export. */
export type Cursors = ReadonlyMap<string, Cursor | undefined>;

/**
 * Tests the access to resources of one account with one request each.
 * @param cursors - of all exports of the account
 * @param secret - the secret's text; undefined if it is not usable
 */
export async function checkAccess(
  context: Context,
  request: ExportRequest,
  targets: readonly Target[],
  cursors: Cursors,
  secret: string | undefined,
): Promise<AccessReport> {
  if (secret === undefined) {
    const reason = 'not tested: requires a usable secret';
    return {
      checks: skipAccountChecks(reason),
      exports: targets.map(({ id, resource }) => ({ export: id, ...unknown(resource.name, reason) })),
    };
  }
  const { now } = context.io;
  const session = openProbeSession({ origin: readOrigin(context, request.subdomain), request, secret, now });
  try {
    const probes = await probeInTurn(session, targets);
    const isAnswered = probes.some(({ probe }) => probe.kind === 'ok');
    return {
      checks: checkAccount(
        probes.map(({ probe }) => probe),
        request.credentialsSecretId,
      ),
      exports: probes.map(({ target, probe }) => {
        const probed = describeExport(context, target, cursors, isAnswered);
        return { export: target.id, ...checkResource(probe, probed, now()) };
      }),
    };
  } finally {
    session.close();
  }
}

type Probed = { readonly target: Target; readonly probe: Probe };

/** One after another, so that each response shows how many requests the rate limit leaves to the exporter. */
async function probeInTurn(session: ProbeSession, targets: readonly Target[]): Promise<Probed[]> {
  const allowance = createProbeAllowance();
  const probed: Probed[] = [];
  let stopped: string | undefined;
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
}

/** A 429 without the bucket's header means that nothing is left for up to a minute. */
const USED_UP: RateLimit = { total: undefined, remaining: 0, resets: 60 };

function readLimit(probe: Probe): RateLimit | undefined {
  if (!('rateLimit' in probe)) return undefined;
  return probe.kind === 'throttled' ? (probe.rateLimit ?? USED_UP) : probe.rateLimit;
}

function describeExport(context: Context, target: Target, cursors: Cursors, isAnswered: boolean): ProbedExport {
  const { id, resource, exportOptions } = target;
  const { now } = context.io;
  const others = [...cursors].flatMap(([other, cursor]) => (other === id ? [] : (cursor?.readAt ?? [])));
  const othersReadAt = isAnswered ? Math.floor(now() / 1000) : others.toSorted((a, b) => b - a)[0];
  const cursor = cursors.get(id);
  return {
    name: resource.name,
    readAt: cursor?.readAt,
    othersReadAt,
    unavailable: describeUnavailable(cursor?.unavailableAt),
    retryCommand: suggestRewind(context, target, exportOptions.startTime),
  };
}

/** Reads Zendesk's origin as the function does. `ZENDESK_BASE_URL` is set in tests and local runs only. */
function readOrigin({ io, stack }: Context, subdomain: string): string {
  const variables = {
    LAKE_BUCKET: stack.bucket,
    CURSOR_TABLE: stack.table,
    ZENDESK_BASE_URL: io.env['ZENDESK_BASE_URL'],
  };
  return readEnvironment(variables).zendeskOrigin ?? `https://${subdomain}.zendesk.com`;
}
