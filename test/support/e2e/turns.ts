import { type Call, type CallKind, type CallOutcome, isGet } from './calls.ts';

/**
 * Page n + 1 is read while page n lands. Which of the two is carried out first: the GET, or the PutObject with its
 * checkpoint.
 */
export type Order = 'reading first' | 'landing first';

type Decide = (call: Call) => CallOutcome | Promise<CallOutcome>;

/** What happens while a page lands that is not the last of its run; each comes once. */
type LandStep = Readonly<Record<'putCame' | 'getCame' | 'read' | 'written', PromiseWithResolvers<void>>>;

/**
 * Carries out the calls of one process one after the other, so that what has happened at any one of them is certain.
 * Where two are under way at the same time, both have come before either is carried out, and the second waits until
 * the first is answered. One that is not, because its process was killed, leaves the second waiting.
 *
 * Only for pages that land by one PutObject each.
 *
 * @param pagesPerRun - after so many the process does not ask for another one, though there is more
 */
export function inTurn(order: Order, decide: Decide, pagesPerRun = Infinity): Decide {
  let landing: LandStep | undefined;
  let pages = 0;

  const pageRead = (body: string): void => {
    // After an error, the page is asked for again.
    if (!body.startsWith('{"tickets":')) return;
    landing?.read.resolve();
    pages += 1;
    const isLast = body.includes('"end_of_stream":true') || pages === pagesPerRun;
    if (isLast) pages = 0;
    landing = isLast ? undefined : newLanding();
  };

  return async (call) => {
    const { kind } = call;
    const current = landing;
    if (isGet(kind)) {
      current?.getCame.resolve();
      await (order === 'reading first' ? current?.putCame : current?.written)?.promise;
      return answered(await decide(call), pageRead);
    }
    if (kind === 'PutObject') {
      current?.putCame.resolve();
      await (order === 'reading first' ? current?.read : current?.getCame)?.promise;
    }
    const outcome = await decide(call);
    return isCheckpoint(kind) ? answered(outcome, () => current?.written.resolve()) : outcome;
  };
}

const isCheckpoint = (kind: CallKind): boolean => kind === 'checkpoint' || kind === 'checkpoint with release';

const newLanding = (): LandStep => ({
  putCame: Promise.withResolvers(),
  getCame: Promise.withResolvers(),
  read: Promise.withResolvers(),
  written: Promise.withResolvers(),
});

/** The same outcome; where it is to be carried out and answered, this is done before the answer. */
function answered(outcome: CallOutcome, before: (body: string) => void): CallOutcome {
  if (outcome === 'carried out') return { afterEffect: before, answer: 'sent' };
  if (typeof outcome === 'string' || outcome.answer === 'lost') return outcome;
  return {
    ...outcome,
    afterEffect: (body) => {
      outcome.afterEffect(body);
      before(body);
    },
  };
}
