import type { Contestant } from '../child/messages.ts';

type Handler = (event: unknown, context: { getRemainingTimeInMillis(): number }) => Promise<Result>;
type Result = { readonly exports: readonly { readonly outcome: string }[] };

/** Longer than anything here takes; the function plans by it. */
const RUN_MS = 3_600_000;

// Beside this file lies the very bundle that is deployed, loaded as Lambda does.
const deployed = './index.mjs';
const { handler }: { readonly handler: Handler } = await import(deployed);

/** The function, one run of it. */
const bundle: Contestant = async ({ event }) => {
  const deadline = Date.now() + RUN_MS;
  const { exports } = await handler(event, { getRemainingTimeInMillis: () => deadline - Date.now() });
  const [result] = exports;
  if (result?.outcome !== 'caught_up') throw new Error(`the run has ended as ${result?.outcome}`);
};

export default bundle;
