import { ROLES } from '../users/roles.ts';
import { createRecords, type ListContext, type Records } from './records.ts';

/** A role of agents. Recorded members and order (airbytehq/airbyte, source-zendesk-support), with a part of `configuration`. */
type CustomRole = {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly role_type: number;
  readonly created_at: string;
  readonly updated_at: string;
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly team_member_count: number;
};

/** Creates the roles: those of the account's agents, and another one. */
export function createCustomRoles(context: ListContext): Records<CustomRole> {
  return createRecords<CustomRole>(context, {
    path: 'custom_roles',
    sourceType: 'role',
    initial: ROLES.length + 1,
    referenced: ROLES.length,
    idOf: (index) => ROLES[index]?.id ?? 38_101_952_091_001 + 32 * index,
    build: ({ index, id, created_at, updated_at }) => {
      const { name, role_type: roleType } = ROLES[index] ?? { name: `Team lead ${index}`, role_type: 0 };
      return {
        id,
        name,
        description: 'Can manage tickets & macros',
        role_type: roleType,
        created_at,
        updated_at,
        configuration: {
          chat_access: true,
          end_user_list_access: 'full',
          light_agent: roleType === 1,
          manage_business_rules: roleType === 4,
          ticket_access: 'all',
          ticket_deletion: roleType === 4,
          end_user_profile_access: 'edit',
          macro_access: 'full',
          custom_objects: {},
        },
        team_member_count: index < ROLES.length ? index + 1 : 0,
      };
    },
    nameOf: ({ name }) => name,
  });
}
