import { userName } from './people.ts';
import type { Rng } from '../rng.ts';

const CHANNELS = ['email', 'email', 'email', 'web', 'web', 'api', 'chat', 'voice', 'sample_ticket'] as const;

/**
 * Returns the channel of a ticket. The order of the keys in `source` depends on the channel, as in recorded tickets
 * (https://github.com/airbytehq/airbyte, source-zendesk-support, `integration_tests/expected_records.jsonl`).
 */
export function via(rng: Rng, requester: number, subdomain: string): Record<string, unknown> {
  const channel = rng.pick(CHANNELS);
  switch (channel) {
    case 'email': {
      const from = { address: `user${requester % 99_991}@customers.example`, name: userName(requester) };
      return { channel, source: { from, to: { name: 'Support', address: `help@${subdomain}.example` }, rel: null } };
    }
    case 'voice': {
      const phone = `+4930${rng.int(1_000_000, 9_999_999)}`;
      const from = { phone, formatted_phone: phone, name: userName(requester) };
      return { channel, source: { rel: 'voicemail', from, to: { phone: '+493012345', brand_id: null } } };
    }
    case 'chat':
      return { channel, source: { rel: null, from: {}, to: {} } };
    case 'web':
    case 'api':
    case 'sample_ticket':
      return { channel, source: { from: {}, to: {}, rel: null } };
  }
}
