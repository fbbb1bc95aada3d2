import manifest from '../../../package.json' with { type: 'json' };

/** Goes with every request, so that Zendesk's support can tell who asked. */
const USER_AGENT = `${manifest.name}/${manifest.version}`;

/** What every request says besides who asks: JSON, and gzip only, since that is how it lands. */
export const COMMON_HEADERS = {
  accept: 'application/json',
  'accept-encoding': 'gzip',
  'user-agent': USER_AGENT,
} as const;
