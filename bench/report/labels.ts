import type { ContestantName } from '../build.ts';

/** The contestants' names in the tables. */
export const LABELS: Readonly<Record<ContestantName, string>> = {
  bundle: 'zendesk-lake',
  baseline: 'baseline',
  'naive-loop': 'naive loop',
  'node-zendesk': '`node-zendesk` in a loop',
  'node-zendesk-all': '`node-zendesk`, `tickets.incremental`',
};
