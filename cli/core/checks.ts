/** The state of one dependency of the exports, and its fix. */
export type Check = {
  readonly name: string;
  /**
   * `unknown` if the check was not made. `unavailable` if the account lacks a resource that was never exported, which is
   * no failure of the stack.
   */
  readonly state: 'ok' | 'failed' | 'unknown' | 'unavailable';
  readonly detail: string;
  readonly fix?: string;
};

export const ok = (name: string, detail: string): Check => ({ name, state: 'ok', detail });
export const failed = (name: string, detail: string, fix: string): Check => ({ name, state: 'failed', detail, fix });
export const unknown = (name: string, detail: string): Check => ({ name, state: 'unknown', detail });

/** Network latency and rounding to seconds explain a skew up to this. */
const TOLERATED_SKEW_SECONDS = 30;

const CLOCK = 'clock';

/** Checks the clock of this computer by the `Date` header of a response. */
export function checkClock(skewSeconds: number | undefined): Check {
  if (skewSeconds === undefined) return unknown(CLOCK, 'not checked: Zendesk has sent no Date header');
  if (Math.abs(skewSeconds) <= TOLERATED_SKEW_SECONDS) return ok(CLOCK, 'in sync with Zendesk');
  const detail = `Zendesk's clock is ${Math.abs(skewSeconds)} s ${skewSeconds > 0 ? 'ahead' : 'behind'}`;
  return failed(CLOCK, detail, "Set the clock of this computer. AWS keeps Lambda's clock in sync.");
}
