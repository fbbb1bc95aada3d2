import { isAgent, isOwner } from '../tickets/people.ts';

/** The roles of agents. Role types of Zendesk: 0 is a custom agent role, 1 a light agent, 4 an admin. */
export const ROLES = [
  { id: 38_101_952_090_001, name: 'Staff', role_type: 0 },
  { id: 38_101_952_090_033, name: 'Light agent', role_type: 1 },
  { id: 38_101_952_090_065, name: 'Admin', role_type: 4 },
] as const;

const roleIndex = (user: number): 0 | 1 | 2 => (isOwner(user) ? 2 : user % 5 === 0 ? 1 : 0);

/** The members of a user that depend on the role, in the order of recorded users. */
type RoleMembers = {
  readonly role_type: number | null;
  readonly custom_role_id: number | null;
  readonly moderator: boolean;
  readonly ticket_restriction: string | null;
  readonly only_private_comments: boolean;
  readonly restricted_agent: boolean;
};

/** Returns the members of a user that depend on the role. */
export function roleOf(user: number): RoleMembers {
  if (!isAgent(user)) {
    return {
      role_type: null,
      custom_role_id: null,
      moderator: false,
      ticket_restriction: 'requested',
      only_private_comments: false,
      restricted_agent: true,
    };
  }
  const { id, role_type } = ROLES[roleIndex(user)];
  return {
    role_type,
    custom_role_id: id,
    moderator: isOwner(user),
    ticket_restriction: null,
    only_private_comments: role_type === 1,
    restricted_agent: false,
  };
}
