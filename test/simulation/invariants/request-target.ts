import type { RequestTrace, Trace } from '../trace.ts';
import { isHiddenPage } from './hidden-page.ts';

const ORIGIN = 'https://acme.zendesk.com';

/** Every request goes to the account's origin, with all options of the export request and a `user-agent`. */
export function requestTarget({ of, runs, scenario }: Trace): string[] {
  const { supportTypeScope, pageSize } = scenario.setup;
  const include = of.include(scenario.setup);
  return runs.flatMap(({ index, requests }) =>
    requests.flatMap((request) => {
      const wrong =
        request.method === 'POST' ? wrongToken(request) : wrongExport(request, maxPageSize(request, requests));
      return wrong.map((violation) => `run ${index}: ${violation}`);
    }),
  );

  /** Only a repeated request for a hidden page may ask for more than `pageSize`. */
  function maxPageSize({ at, url }: RequestTrace, requests: readonly RequestTrace[]): number {
    const start = url.searchParams.get('start_time');
    const isRepeated = requests.some(
      (other) => other.at < at && other.url.searchParams.get('start_time') === start && isHiddenPage(other, of),
    );
    return isRepeated ? 1000 : pageSize;
  }

  function wrongExport({ url, headers }: RequestTrace, maxPerPage: number): string[] {
    const { searchParams: query } = url;
    const perPage = Number(query.get('per_page'));
    const isWalk = of.hasCursorEndpoint && url.pathname === `${of.path}/cursor`;
    const rules: Record<string, boolean> = {
      origin: url.origin === ORIGIN,
      path: isWalk || url.pathname === of.path,
      'start_time or cursor': query.has('start_time') !== query.has('cursor') && (isWalk || query.has('start_time')),
      include: (query.get('include') ?? '') === include.join(','),
      support_type_scope: query.get('support_type_scope') === (of.hasScope ? supportTypeScope : null),
      per_page: perPage >= 1 && perPage <= maxPerPage,
      accept: headers['accept'] === 'application/json' && headers['accept-encoding'] === 'gzip',
      'user-agent': /^zendesk-lake\/\d/.test(headers['user-agent'] ?? ''),
    };
    return Object.entries(rules).flatMap(([name, holds]) => (holds ? [] : [`a request has a wrong ${name}`]));
  }
}

function wrongToken({ url }: RequestTrace): string[] {
  return url.href === `${ORIGIN}/oauth/tokens` ? [] : [`a token was requested from ${url.origin}${url.pathname}`];
}
