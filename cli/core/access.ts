import { resolveRefusal } from '#functions/export/core/access-refusal.ts';
import { formatTime } from '#common/format.ts';
import { type Check, checkClock, failed, ok, unknown } from './checks.ts';
import type { Probe } from './probe.ts';
import type { Unavailable } from './unavailable.ts';

const CREDENTIALS = 'credentials';

const NEEDS_CREDENTIALS = 'not tested: requires accepted credentials';
const NEEDS_RESPONSE = 'not tested: requires a response from Zendesk';
const RETRY = 'Check https://status.zendesk.com, then retry.';

/**
 * Returns why the other resources of an account are not requested after this probe; undefined if they are.
 * @param isFirst - true if Zendesk has not answered any request before
 */
export function reasonToStop(probe: Probe, isFirst: boolean): string | undefined {
  if (probe.kind === 'no_token' || probe.kind === 'unauthorized') return NEEDS_CREDENTIALS;
  return probe.kind === 'unreachable' && isFirst ? NEEDS_RESPONSE : undefined;
}

/** Returns the checks of credentials and clock if nothing was requested. */
export const skipAccountChecks = (reason: string): Check[] => [unknown(CREDENTIALS, reason), unknown('clock', reason)];

/**
 * Derives the checks of credentials and clock from the responses to all resources of an account.
 * @param fix - the next step if Zendesk rejects the credentials
 */
export function checkAccount(probes: readonly Probe[], fix: string): Check[] {
  const [skewSeconds] = probes.flatMap((probe) => ('skewSeconds' in probe ? (probe.skewSeconds ?? []) : []));
  return [checkCredentials(probes, fix), checkClock(skewSeconds)];
}

function checkCredentials(probes: readonly Probe[], fix: string): Check {
  const rejected = probes.find(({ kind }) => kind === 'no_token' || kind === 'unauthorized');
  if (rejected !== undefined) return failed(CREDENTIALS, rejected.detail, fix);
  if (probes.some(isAccepted)) return ok(CREDENTIALS, 'accepted');
  const [first] = probes;
  return first?.kind === 'unreachable'
    ? failed(
        CREDENTIALS,
        `Zendesk could not be reached: ${first.detail}`,
        'Check the subdomain, your network and https://status.zendesk.com.',
      )
    : unknown(CREDENTIALS, 'not tested: Zendesk has accepted no request yet');
}

/** A 404 may mean that there is no such account. */
const isAccepted = (probe: Probe): boolean => probe.kind === 'ok' || (probe.kind === 'refused' && probe.status === 403);

/** The export of a probed resource. Times are epoch seconds. */
export type ProbedExport = {
  /** The resource's name. */
  readonly name: string;
  /** When Zendesk last returned a page for this export; undefined if it never did. */
  readonly readAt: number | undefined;
  /** When Zendesk last returned a page for another export of the account. */
  readonly othersReadAt: number | undefined;
  /** Undefined unless a run found that the account lacks the resource. */
  readonly unavailable: Unavailable | undefined;
  /** The command that lets the next run try an unavailable resource at once. */
  readonly retryCommand: string;
};

/**
 * Derives the check of the access to one resource.
 * @param now - epoch milliseconds
 */
export function checkResource(probe: Probe, probed: ProbedExport, now: number): Check {
  const { name, unavailable } = probed;
  switch (probe.kind) {
    case 'ok':
      return unavailable === undefined
        ? ok(name, 'can export')
        : { ...ok(name, 'can export again'), fix: tryAtOnce(unavailable, probed.retryCommand) };
    case 'refused':
      return describeRefusal(probe, probed, now);
    case 'throttled':
      return unknown(name, 'not tested: the rate limit is used up, perhaps by a run in progress. Retry in a minute');
    case 'failed':
    case 'unreachable':
      return failed(name, probe.detail, RETRY);
    case 'unauthorized':
    case 'no_token':
      return unknown(name, NEEDS_CREDENTIALS);
    case 'skipped':
      return unknown(name, probe.detail);
  }
}

const tryAtOnce = ({ until }: Unavailable, retryCommand: string): string =>
  `The next run after ${formatTime(until)} tries it. To try it with the next run: ${retryCommand}`;

function describeRefusal(probe: Extract<Probe, { kind: 'refused' }>, probed: ProbedExport, now: number): Check {
  const { name, unavailable, readAt, othersReadAt } = probed;
  const verdict = resolveRefusal(probe.refusal, { readAt, othersReadAt, now });
  const error = verdict === 'unavailable' ? probe.refusal.resourceError : verdict;
  // The message begins with the export's id, which the check already names.
  const message = error.message.slice(Math.max(0, error.message.indexOf(probe.detail)));
  if (unavailable === undefined) return failed(name, 'no access', message);
  return {
    name,
    state: 'unavailable',
    detail: `unavailable since ${formatTime(unavailable.at)}, tried again after ${formatTime(unavailable.until)}`,
    fix: `${message} Then: ${probed.retryCommand}`,
  };
}
