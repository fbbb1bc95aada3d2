import type { Account } from '../account/account.ts';
import type { Answer } from '../answer.ts';
import { readExportQuery, readStartTime } from './query.ts';
import { type ExportRequest, type ExportRules, nextUrl, pageAnswer } from './request.ts';
import { toJson } from '../json.ts';
import { cutPage } from './page.ts';
import { jsonObject, sideloadMembers, ticketsMember } from './sideloads.ts';

/**
 * A page of `/api/v2/incremental/tickets`: from a second on, which is included
 * (https://developer.zendesk.com/api-reference/ticketing/ticket-management/incremental_exports/).
 * The order of the keys is the recorded one (facetoe/zenpy#451), not that of the reference's examples.
 */
export function timeBasedExport(account: Account, rules: ExportRules, request: ExportRequest): Answer {
  const start = readStartTime(request.query, request.nowMs, rules.tooRecent);
  if (typeof start !== 'number') return start;

  const query = readExportQuery(request.query, rules.largestPage);
  const { versions, endOfStream } = cutPage(account, { second: start, id: 0 }, query, {
    wholeSeconds: rules.secondMode === 'overshoot',
    nowMs: request.nowMs,
    holdBackSeconds: rules.holdBackSeconds,
  });
  const endTime = versions.at(-1)?.facts.generatedTimestamp ?? null;
  // Null on an empty page only: at the end of the stream it is still there, and clients that followed it went
  // round for ever (facetoe/zenpy#451).
  const nextPage = endTime === null ? null : nextUrl(request, rules, 'start_time', String(endTime));
  const body = jsonObject([
    ticketsMember(versions, query.include),
    ['count', String(versions.length)],
    ...sideloadMembers(versions, query.include, account.subdomain, rules),
    ['end_of_stream', String(endOfStream)],
    ['next_page', toJson(nextPage)],
    ['end_time', String(endTime)],
  ]);
  return pageAnswer(body, versions, query);
}
