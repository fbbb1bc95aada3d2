import type { ExportRequest } from '#functions/export/core/export-request.ts';
import { exportId } from '#functions/export/core/lake/object-key.ts';
import { selectResources } from '#functions/export/core/resources.ts';
import { checkAccount, checkResource } from '../core/access.ts';
import type { Check } from '../core/checks.ts';
import { CommandError, EXIT } from '../exit.ts';
import type { Io } from '../io.ts';
import { probeInTurn, type Probed, type ProbeTarget } from '../zendesk/probe-in-turn.ts';

/**
 * Checks credentials against Zendesk: the smallest request for each resource of the export request.
 * @param secret - JSON in an accepted form
 * @param from - the records to request
 * @returns the checks of the credentials, the clock and each resource, and the response for each resource
 * @throws CommandError if Zendesk does not accept the credentials, or lets them export none of the resources
 */
export async function checkCredentials(
  io: Pick<Io, 'now' | 'env'>,
  request: ExportRequest,
  secret: string,
  from: 'recent' | 'beginning' = 'recent',
): Promise<{ readonly checks: readonly Check[]; readonly probes: readonly Probed<ProbeTarget>[] }> {
  const { subdomain } = request;
  const targets = selectResources(request.resources).map((resource) => ({
    id: exportId(subdomain, resource),
    resource,
  }));
  const probes = await probeInTurn(io, { request, secret, from }, targets);
  const [credentials, ...others] = checkAccount(
    probes.map(({ probe }) => probe),
    `Check that the credentials belong to ${subdomain}.zendesk.com and are active.`,
  );
  const othersReadAt = probes.some(({ probe }) => probe.kind === 'ok') ? Math.floor(io.now() / 1000) : undefined;
  const resources = probes.map(({ target: { resource }, probe }) =>
    checkResource(
      probe,
      { name: resource.name, readAt: undefined, othersReadAt, unavailable: undefined, retryCommand: '' },
      io.now(),
    ),
  );
  if (credentials?.state === 'ok' && resources.some(({ state }) => state === 'ok')) {
    return { checks: [credentials, ...others, ...resources], probes };
  }
  throw rejectedError([...(credentials === undefined ? [] : [credentials]), ...resources], subdomain);
}

function rejectedError(checks: readonly Check[], subdomain: string): CommandError {
  const failures = checks.filter(({ state }) => state === 'failed');
  const reasons = (failures.length === 0 ? checks : failures).map(({ name, detail, fix }) =>
    [`${name}: ${detail}.`, fix].filter((text) => text !== undefined).join(' '),
  );
  return new CommandError(
    [`The check of the credentials of ${subdomain} failed. Nothing was stored.`, ...reasons].join('\n'),
    EXIT.failed,
  );
}
