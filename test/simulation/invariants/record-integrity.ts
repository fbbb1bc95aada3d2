import { createHash } from 'node:crypto';
import { recordTexts } from '#sandbox/lake/records.ts';
import { layoutOf } from '../scenario.ts';
import { type LandedObject, type LandedPage, onlySecondOf } from '../engine/landed.ts';
import type { SimulatedExport } from '../engine/simulated-export.ts';
import type { Trace } from '../trace.ts';

/**
 * Every page lands byte for byte, its sideloads before its records. No heavy second lands as a time-based page if the
 * resource has a cursor endpoint.
 */
export function recordIntegrity(trace: Trace): string[] {
  const { of, pages, sideloads, scenario } = trace;
  const bodies = responseBodies(trace);
  const ordinals = new Map(sideloads.map(({ key, ordinal }) => [key, ordinal]));
  const { heavySecondBytes = Infinity } = scenario.setup;
  const isPage = layoutOf(scenario.setup).name === 'page';

  return [...pages.map((page) => wrongPage(page)), ...sideloads.map((sideload) => wrongSideload(sideload))].flat();

  function wrongPage(page: LandedPage): string[] {
    const body = bodyFor(bodies, page);
    if (body === undefined) return [`${page.key} is not from a response of Zendesk`];
    const expected = isPage ? body : linesOf(body, of.name);
    const missing = (isPage ? [] : sideloadsIn(body, of)).filter((name) => {
      const ordinal = ordinals.get(sideloadKey(page.key, of, name, linesOf(body, name)));
      return ordinal === undefined || ordinal > page.ordinal;
    });
    return [
      ...wrongDigest(page, body),
      ...(isHeavySecond(page, body) ? [`${page.key} contains a heavy second`] : []),
      ...(page.text === expected ? [] : [`${page.key} differs from Zendesk's response`]),
      ...missing.map((name) => `${page.key} landed before its ${name}`),
    ];
  }

  function isHeavySecond(page: LandedPage, body: string): boolean {
    const isOneSecond = page.pagination === 'time' && onlySecondOf(page) !== undefined;
    return of.hasCursorEndpoint && isOneSecond && Buffer.byteLength(body) > heavySecondBytes;
  }

  function wrongSideload(sideload: LandedObject): string[] {
    const [, dataset = ''] = sideload.key.split('/');
    const name = dataset.slice(of.name.length + 1);
    const body = bodyFor(bodies, sideload);
    if (body === undefined) return [`${sideload.key} is not from a response of Zendesk`];
    const isCorrect = !isPage && sideload.text === linesOf(body, name);
    return [...wrongDigest(sideload, body), ...(isCorrect ? [] : [`${sideload.key} differs from Zendesk's response`])];
  }
}

/** In both layouts, the key of a cursor page has the digest of the whole page. */
const wrongDigest = ({ key, metadata }: LandedObject, body: string): string[] =>
  metadata['pagination'] !== 'cursor' || key.includes(`-${digestOf(body)}.cursor.json`)
    ? []
    : [`${key} does not have the digest of its page`];

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

/** The bodies of Zendesk's responses, by run and time of the request. */
function responseBodies({ runs }: Trace): ReadonlyMap<string, string> {
  return new Map(
    runs.flatMap(({ id, requests }) =>
      requests.flatMap(({ method, at, answered }): [string, string][] =>
        method === 'GET' && answered?.status === 200 ? [[`${id} ${at}`, answered.body]] : [],
      ),
    ),
  );
}

const bodyFor = (bodies: ReadonlyMap<string, string>, { metadata }: LandedObject): string | undefined =>
  bodies.get(`${metadata['run-id']} ${metadata['requested-at']}`);

/** The names of the page's non-empty arrays, except its records. */
const sideloadsIn = (body: string, of: SimulatedExport): string[] =>
  Object.entries(JSON.parse(body) as object).flatMap(([name, value]: [string, unknown]) =>
    name !== of.name && Array.isArray(value) && value.length > 0 ? [name] : [],
  );

/** The records of a page as lines. */
export const linesOf = (body: string, name: string): string =>
  recordTexts(body, name)
    .map((text) => `${text}\n`)
    .join('');

/** The key of a page's sideload, derived from the key of its records. */
function sideloadKey(pageKey: string, of: SimulatedExport, name: string, lines: string): string {
  // The keys of a cursor page and its sideloads have the same digest: that of the page.
  return pageKey
    .replace(`/${of.name}/`, `/${of.name}_${name}/`)
    .replace(/-[0-9a-f]{12}\.json/, `-${digestOf(lines)}.json`);
}
