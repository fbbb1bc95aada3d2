import { randomUUID } from 'node:crypto';
import { FUNCTION_TIMEOUT_MS } from '#common/limits.ts';
import type { Contestant } from '../child/messages.ts';

type Handler = (event: unknown, context: object) => Promise<Result>;
type Result = { readonly exports: readonly { readonly outcome: string }[] };

// The deployed bundle is in the same folder. It is loaded as Lambda loads it.
const deployed = './index.mjs';
const { handler }: { readonly handler: Handler } = await import(deployed);

/** One run of the function. */
const bundle: Contestant = async ({ event }) => {
  const deadline = Date.now() + FUNCTION_TIMEOUT_MS;
  const { exports } = await handler(event, {
    awsRequestId: randomUUID(),
    getRemainingTimeInMillis: () => deadline - Date.now(),
  });
  const outcomes = exports.map(({ outcome }) => outcome);
  if (outcomes.some((outcome) => outcome !== 'caught_up' && outcome !== 'not_due')) {
    throw new Error(`The exports ended with the outcomes ${outcomes.join(', ')}, expected caught_up or not_due.`);
  }
};

export default bundle;
