import { ACCESS } from '../access.ts';
import type { AccountExport } from '../account/account.ts';

/**
 * The export of an account's organizations. It has no cursor endpoint and no sideloads. The order of the members is that
 * of https://github.com/estuary/connectors, `bruno/Incremental/organizations.yml`.
 */
export const organizationsExport: AccountExport = (account) => ({
  path: 'incremental/organizations',
  access: ACCESS.organizations,
  itemKey: 'organizations',
  members: ['items', 'count', 'end_of_stream', 'next_page', 'end_time'],
  sideloads: [],
  hasCursorEndpoint: false,
  rows: {
    inTimeOrder: () => account.organizations.inTimeOrder(),
    inCursorOrder: () => account.organizations.inCursorOrder(),
  },
});
