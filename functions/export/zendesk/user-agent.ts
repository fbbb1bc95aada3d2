import manifest from '../../../package.json' with { type: 'json' };

/** Lets Zendesk support identify the client. */
const USER_AGENT = `${manifest.name}/${manifest.version}`;

/** Headers of every request. Only gzip is accepted, because pages land gzipped. */
export const COMMON_HEADERS = {
  accept: 'application/json',
  'accept-encoding': 'gzip',
  'user-agent': USER_AGENT,
} as const;
