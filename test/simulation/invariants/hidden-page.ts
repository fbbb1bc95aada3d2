import type { RequestTrace } from '../trace.ts';

/**
 * Whether the response may be a hidden page: more pages follow, but it has no record after the requested second. The
 * exporter requests such a page again with other sizes before it accepts it.
 */
export function isHiddenPage({ method, url, answered }: RequestTrace): boolean {
  if (method !== 'GET' || answered?.status !== 200 || url.pathname.endsWith('/cursor')) return false;
  const page = parsePage(answered.body);
  const second = Number(url.searchParams.get('start_time'));
  return (
    page?.end_of_stream === false &&
    page.tickets.length < Number(url.searchParams.get('per_page')) &&
    page.tickets.every(({ generated_timestamp: timestamp }) => timestamp === second)
  );
}

type ZendeskPage = {
  readonly end_of_stream: boolean;
  readonly tickets: readonly { readonly generated_timestamp: number }[];
};

function parsePage(body: string): ZendeskPage | undefined {
  try {
    return JSON.parse(body) as ZendeskPage;
  } catch {
    // A login page or a truncated body.
    return undefined;
  }
}
