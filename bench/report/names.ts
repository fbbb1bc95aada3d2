import type { ContestantName } from '../build.ts';

export const NAMES: Readonly<Record<ContestantName, string>> = {
  bundle: 'zendesk-lake',
  floor: 'the floor',
  plain: 'a plain loop',
  'node-zendesk': '`node-zendesk` in a loop',
  'node-zendesk-all': '`node-zendesk`, `tickets.incremental`',
};
