import type { RequestTrace, Trace } from '../trace.ts';
import { isHiddenPage } from './hidden-page.ts';

const ORIGIN = 'https://acme.zendesk.com';

/** Every request goes to the one origin, with every option of the export request, and says who asks. */
export function requestTarget({ runs, scenario }: Trace): string[] {
  const { include, supportTypeScope, pageSize } = scenario.setup;
  return runs.flatMap(({ index, requests }) =>
    requests.flatMap((request) => {
      const wrong =
        request.method === 'POST' ? wrongToken(request) : wrongExport(request, maxPageSize(request, requests));
      return wrong.map((what) => `run ${index}: ${what}`);
    }),
  );

  /** Only to ask for a hidden page again may a request be for more than `pageSize`. */
  function maxPageSize({ at, url }: RequestTrace, requests: readonly RequestTrace[]): number {
    const start = url.searchParams.get('start_time');
    const isAskedAgain = requests.some(
      (other) => other.at < at && isHiddenPage(other) && other.url.searchParams.get('start_time') === start,
    );
    return isAskedAgain ? 1000 : pageSize;
  }

  function wrongExport({ url, headers }: RequestTrace, maxPerPage: number): string[] {
    const { searchParams: query } = url;
    const perPage = Number(query.get('per_page'));
    const isWalk = url.pathname === '/api/v2/incremental/tickets/cursor';
    const rules: Record<string, boolean> = {
      origin: url.origin === ORIGIN,
      path: isWalk || url.pathname === '/api/v2/incremental/tickets',
      'start_time or cursor': query.has('start_time') !== query.has('cursor') && (isWalk || query.has('start_time')),
      include: (query.get('include') ?? '') === include.join(','),
      support_type_scope: query.get('support_type_scope') === supportTypeScope,
      per_page: perPage >= 1 && perPage <= maxPerPage,
      accept: headers['accept'] === 'application/json' && headers['accept-encoding'] === 'gzip',
      'user-agent': /^zendesk-lake\/\d/.test(headers['user-agent'] ?? ''),
    };
    return Object.entries(rules).flatMap(([name, holds]) => (holds ? [] : [`a request with a wrong ${name}`]));
  }
}

function wrongToken({ url }: RequestTrace): string[] {
  return url.href === `${ORIGIN}/oauth/tokens` ? [] : [`a token was asked of ${url.origin}${url.pathname}`];
}
