import { createHash } from 'node:crypto';
import { recordTexts } from '#sandbox/lake/records.ts';
import { layoutOf } from '../scenario.ts';
import { type LandedObject, type LandedPage, onlySecondOf } from '../engine/landed.ts';
import type { Trace } from '../trace.ts';

/** Every page is landed whole: to the byte, and what was sideloaded with it before its tickets. No heavy second is. */
export function recordIntegrity(trace: Trace): string[] {
  const { pages, sideloads, scenario } = trace;
  const answers = answersOf(trace);
  const ordinals = new Map(sideloads.map(({ key, ordinal }) => [key, ordinal]));
  const { heavySecondBytes = Infinity } = scenario.setup;
  const isPage = layoutOf(scenario.setup).name === 'page';

  return [...pages.map((page) => wrongPage(page)), ...sideloads.map((sideload) => wrongSideload(sideload))].flat();

  function wrongPage(page: LandedPage): string[] {
    const answer = answerTo(answers, page);
    if (answer === undefined) return [`${page.key} holds an answer that was never given`];
    const expected = isPage ? answer : linesOf(answer, 'tickets');
    const missing = (isPage ? [] : sideloadsIn(answer)).filter((name) => {
      const ordinal = ordinals.get(sideloadKey(page.key, name, linesOf(answer, name)));
      return ordinal === undefined || ordinal > page.ordinal;
    });
    return [
      ...wrongDigest(page, answer),
      ...(isHeavySecond(page, answer) ? [`${page.key} holds a heavy second`] : []),
      ...(page.text === expected ? [] : [`${page.key} is not what Zendesk sent`]),
      ...missing.map((name) => `${page.key} landed before its ${name}`),
    ];
  }

  function isHeavySecond(page: LandedPage, answer: string): boolean {
    const isOneSecond = page.pagination === 'time' && onlySecondOf(page) !== undefined;
    return isOneSecond && Buffer.byteLength(answer) > heavySecondBytes;
  }

  function wrongSideload(sideload: LandedObject): string[] {
    const [, name = ''] = /^zendesk\/tickets_(\w+)\//.exec(sideload.key) ?? [];
    const answer = answerTo(answers, sideload);
    if (answer === undefined) return [`${sideload.key} holds an answer that was never given`];
    const isSound = !isPage && sideload.text === linesOf(answer, name);
    return [...wrongDigest(sideload, answer), ...(isSound ? [] : [`${sideload.key} is not what Zendesk sent`])];
  }
}

/** The key of a cursor page has the digest of the whole answer, in each layout. */
const wrongDigest = ({ key, metadata }: LandedObject, answer: string): string[] =>
  metadata['pagination'] !== 'cursor' || key.includes(`-${digestOf(answer)}.cursor.json`)
    ? []
    : [`${key} has not the digest of its page`];

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

/** What Zendesk answered, by run and moment of the request. */
function answersOf({ runs }: Trace): ReadonlyMap<string, string> {
  return new Map(
    runs.flatMap(({ id, requests }) =>
      requests.flatMap(({ method, at, answered }): [string, string][] =>
        method === 'GET' && answered?.status === 200 ? [[`${id} ${at}`, answered.body]] : [],
      ),
    ),
  );
}

const answerTo = (answers: ReadonlyMap<string, string>, { metadata }: LandedObject): string | undefined =>
  answers.get(`${metadata['run-id']} ${metadata['requested-at']}`);

/** The names of the page's arrays that are not empty, but its tickets. */
const sideloadsIn = (answer: string): string[] =>
  Object.entries(JSON.parse(answer) as object).flatMap(([name, value]: [string, unknown]) =>
    name !== 'tickets' && Array.isArray(value) && value.length > 0 ? [name] : [],
  );

const linesOf = (answer: string, name: string): string =>
  recordTexts(answer, name)
    .map((text) => `${text}\n`)
    .join('');

/** The key of a sideload of the page whose tickets lie under this key. */
function sideloadKey(pageKey: string, name: string, lines: string): string {
  // A cursor page's key has the page's digest, and so has its sideloads'.
  return pageKey.replace('/tickets/', `/tickets_${name}/`).replace(/-[0-9a-f]{12}\.json/, `-${digestOf(lines)}.json`);
}
