import { ACCESS } from '../access.ts';
import type { AccountExport } from '../account/account.ts';

/** The export of an account's users. The order of the members is that of recorded pages. */
export const usersExport: AccountExport = (account) => ({
  path: 'incremental/users',
  access: ACCESS.users,
  itemKey: 'users',
  members: ['items', 'sideloads', 'next_page', 'count', 'end_of_stream', 'end_time'],
  sideloads: ['identities', 'organizations', 'groups', 'roles', 'abilities'],
  hasCursorEndpoint: true,
  rows: { inTimeOrder: () => account.users.inTimeOrder(), inCursorOrder: () => account.users.inCursorOrder() },
});
