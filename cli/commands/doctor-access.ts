import type { ExportRequest } from '#functions/export/core/export-request.ts';
import type { Cursor } from '../aws/cursor.ts';
import type { Context } from '../context.ts';
import { checkAccount, checkResource, type ProbedExport, skipAccountChecks } from '../core/access.ts';
import { type Check, unknown } from '../core/checks.ts';
import { describeUnavailable } from '../core/unavailable.ts';
import { suggestCommand, suggestRewind, type Target } from '../targets.ts';
import { probeInTurn } from '../zendesk/probe-in-turn.ts';

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
  const { io } = context;
  const probes = await probeInTurn(io, { request, secret }, targets);
  const isAnswered = probes.some(({ probe }) => probe.kind === 'ok');
  const storeCommand = suggestCommand(context, 'credentials', request.subdomain);
  return {
    checks: checkAccount(
      probes.map(({ probe }) => probe),
      `Store valid credentials; no deployment is needed. Run ${storeCommand}`,
    ),
    exports: probes.map(({ target, probe }) => {
      const probed = describeExport(context, target, cursors, isAnswered);
      return { export: target.id, ...checkResource(probe, probed, io.now()) };
    }),
  };
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
    unavailable: describeUnavailable(cursor),
    retryCommand: suggestRewind(context, target, exportOptions.startTime),
  };
}
