import { ACCESS } from './access.ts';
import { jsonAnswer } from './answer.ts';
import type { Endpoint } from './endpoint.ts';

/** Not the id of an agent with tickets. */
const CURRENT_USER_ID = 38_100_000_000_001;

/**
 * Without credentials, the response is 200 with this user. So it does not show whether credentials are valid
 * (CloudSecurityAlliance/csa-zendesk, `analysis/API-SURFACE.md`).
 */
const ANONYMOUS_USER = { id: null, name: 'Anonymous user', email: 'invalid@example.com', role: 'end-user' };

/** The user whose credentials the request has. */
const CURRENT_USER: Endpoint = {
  path: '/api/v2/users/me',
  access: ACCESS.currentUser,
  respond: ({ origin }, _rulesOf, { role }) =>
    jsonAnswer(200, {
      user:
        role === 'anonymous'
          ? ANONYMOUS_USER
          : {
              id: CURRENT_USER_ID,
              url: `${origin}/api/v2/users/${CURRENT_USER_ID}.json`,
              name: 'Export user',
              email: 'export@example.com',
              role,
              active: true,
            },
    }),
};

/** The account's settings (https://developer.zendesk.com/api-reference/ticketing/account-configuration/account_settings/). */
const ACCOUNT_SETTINGS: Endpoint = {
  path: '/api/v2/account/settings',
  access: ACCESS.accountSettings,
  respond: () =>
    jsonAnswer(200, {
      settings: {
        api: { accepted_api_agreement: true, api_password_access: 'false', api_token_access: 'true' },
        localization: { locale_ids: [1], time_zone: 'UTC', iana_time_zone: 'Etc/UTC' },
      },
    }),
};

/** Endpoints outside the exports, with the part of their bodies that clients use to check their access. */
export const ACCOUNT_ENDPOINTS: readonly Endpoint[] = [CURRENT_USER, ACCOUNT_SETTINGS];
