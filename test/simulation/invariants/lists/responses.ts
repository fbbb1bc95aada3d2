import type { ListTrace, RequestTrace } from '../../trace.ts';

/** A page's response, which has arrived. */
export type Answered = RequestTrace & { readonly answered: NonNullable<RequestTrace['answered']> };

/** Returns the responses with a list's pages, by {@link responseKey}. */
export const responsesOf = ({ runs }: Pick<ListTrace, 'runs'>): ReadonlyMap<string, Answered> =>
  new Map(
    runs.flatMap(({ id, requests }) =>
      requests
        .filter(hasPage)
        .map((request): [string, Answered] => [
          responseKey({ 'run-id': id, 'requested-at': String(request.at) }),
          request,
        ]),
    ),
  );

/** Identifies a response by the metadata of its object. */
export const responseKey = (metadata: Readonly<Record<string, string | undefined>>): string =>
  `${metadata['run-id']} ${metadata['requested-at']}`;

/** True if Zendesk returned a page. */
export const hasPage = (request: RequestTrace): request is Answered =>
  request.method === 'GET' && request.answered?.status === 200;
