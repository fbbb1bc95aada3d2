import { describe, expect, it } from 'vitest';
import { createRng } from '#sandbox/zendesk/index.ts';
import { resourcesOf, synthesize } from '../../support/infra/synthesize.ts';

/** A new AWS account runs this many invocations at a time, of all functions. */
const SLOTS = 10;
/** Lambda drops an event that waits longer, by the function's `maxEventAge`. */
const MAX_AGE = 60;

type Options = {
  readonly schedules: number;
  /** Seconds of the flexible window. */
  readonly window: number;
  /** Seconds that an invocation takes. */
  readonly takes: number;
  /** Slots that backfills hold for the whole time. */
  readonly held?: number;
};

type Outcome = { readonly throttled: number; readonly dropped: number; readonly longestWait: number };

/**
 * Invokes schedules every minute for an hour. Lambda tries a throttled event again after 1, 2, 4 … seconds.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
function simulate({ schedules, window, takes, held = 0 }: Options): Outcome {
  const rng = createRng(1);
  const attempts = Array.from({ length: 60 * schedules }, (_, index) => {
    const at = 60 * Math.floor(index / schedules) + window * rng.next();
    return { at, scheduled: at, backoff: 1 };
  });
  let ends: number[] = [];
  const outcome = { throttled: 0, dropped: 0, longestWait: 0 };
  while (attempts.length > 0) {
    attempts.sort((a, b) => b.at - a.at);
    const attempt = attempts.pop();
    if (attempt === undefined) break;
    const { at, scheduled, backoff } = attempt;
    ends = ends.filter((end) => end > at);
    if (ends.length + held < SLOTS) {
      ends.push(at + takes);
      outcome.longestWait = Math.max(outcome.longestWait, at - scheduled);
      continue;
    }
    if (at === scheduled) outcome.throttled += 1;
    if (at + backoff - scheduled > MAX_AGE) outcome.dropped += 1;
    else attempts.push({ at: at + backoff, scheduled, backoff: 2 * backoff });
  }
  return outcome;
}

const windowsOf = (...subdomains: readonly string[]): unknown[] => {
  const accounts = subdomains.map((subdomain) => ({ subdomain }));
  return resourcesOf(synthesize({ accounts, catalog: false }), 'AWS::Scheduler::Schedule').map(
    ([, { Properties }]) => Properties['FlexibleTimeWindow'],
  );
};

describe('the schedules of several accounts', () => {
  it('start within a minute of their time, and the schedule of a single account on time', () => {
    const window = { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 1 };
    expect(windowsOf('acme', 'globex')).toEqual([window, window]);
    expect(windowsOf('acme')).toEqual([{ Mode: 'OFF' }]);
  });

  // docs/decisions/022-spread-schedules-over-a-minute.md has the figures.
  it('fit into a concurrency of 10 with this window, and four of five invocations are throttled without it', () => {
    const fifty = { schedules: 50, takes: 2 };
    const [together, spread] = [0, 60].map((window) => simulate({ ...fifty, window }));
    expect(together).toMatchObject({ throttled: 2400, dropped: 0 });
    expect(spread).toMatchObject({ throttled: 0, dropped: 0, longestWait: 0 });
  });

  it.each([
    ['runs of 10 seconds', { takes: 10 }, 1200, 14],
    ['backfills of 8 accounts', { takes: 2, held: 8 }, 2400, 187],
  ])('lose many of 3,000 invocations without the window, and few with it: %s', (_, load, without, within) => {
    const dropped = [0, 60].map((window) => simulate({ schedules: 50, window, ...load }).dropped);
    expect(dropped).toEqual([without, within]);
  });
});
