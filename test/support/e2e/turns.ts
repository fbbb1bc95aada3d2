import { type Call, type CallKind, type CallOutcome, isGet } from './calls.ts';

/**
 * The order of two parallel steps: page n + 1 is read while page n lands. Either the GET is carried out first, or the
 * PutObject with its checkpoint.
 */
export type Order = 'reading first' | 'landing first';

type Decide = (call: Call) => CallOutcome | Promise<CallOutcome>;

/** The events while a page lands that is not the last of its run. Each happens once. */
type Landing = Readonly<Record<'putArrived' | 'getArrived' | 'read' | 'written', PromiseWithResolvers<void>>>;

/**
 * Carries out the calls of one process one after the other, so that the state at each call is deterministic. If two calls
 * are in progress together, both have arrived before either is carried out, and the second waits for the response to the
 * first. If the process was killed before that response, the second call waits forever.
 *
 * Supports only pages that land with one PutObject each.
 *
 * @param pagesPerRun - the process stops after this many pages, even if more follow
 */
export function inTurn(order: Order, decide: Decide, pagesPerRun = Infinity): Decide {
  let landing: Landing | undefined;
  let pages = 0;

  const pageRead = (body: string): void => {
    // After an error, the page is requested again.
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
      current?.getArrived.resolve();
      await (order === 'reading first' ? current?.putArrived : current?.written)?.promise;
      return beforeResponse(await decide(call), pageRead);
    }
    if (kind === 'PutObject') {
      current?.putArrived.resolve();
      await (order === 'reading first' ? current?.read : current?.getArrived)?.promise;
    }
    const outcome = await decide(call);
    return isCheckpoint(kind) ? beforeResponse(outcome, () => current?.written.resolve()) : outcome;
  };
}

const isCheckpoint = (kind: CallKind): boolean => kind === 'checkpoint' || kind === 'checkpoint with release';

const newLanding = (): Landing => ({
  putArrived: Promise.withResolvers(),
  getArrived: Promise.withResolvers(),
  read: Promise.withResolvers(),
  written: Promise.withResolvers(),
});

/** Adds a callback to an outcome. It runs before the response, if the call is carried out and its response is sent. */
function beforeResponse(outcome: CallOutcome, callback: (body: string) => void): CallOutcome {
  if (outcome === 'carried out') return { afterEffect: callback, answer: 'sent' };
  if (typeof outcome === 'string' || outcome.answer === 'lost') return outcome;
  return {
    ...outcome,
    afterEffect: (body) => {
      outcome.afterEffect(body);
      callback(body);
    },
  };
}
