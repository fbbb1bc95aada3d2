import { createOptions, type FieldOption } from './field-options.ts';
import { createRecords, type ListContext, type Records } from './records.ts';

/** A field of users or organizations. Recorded members and order (airbytehq/airbyte, source-zendesk-support). */
type PeopleField = {
  readonly url: string;
  readonly id: number;
  readonly type: string;
  readonly key: string;
  readonly title: string;
  readonly description: string;
  readonly raw_title: string;
  readonly raw_description: string;
  readonly position: number;
  readonly active: boolean;
  readonly system: boolean;
  readonly regexp_for_validation: string | null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly tag?: string | null;
  readonly custom_field_options?: readonly FieldOption[];
};

/** A field of a new account. */
type FieldDefinition = Pick<PeopleField, 'type' | 'key' | 'title'> & { readonly values?: readonly string[] };

/** The fields that users have, and an inactive one. */
const USER_FIELDS: readonly FieldDefinition[] = [
  { type: 'text', key: 'customer_number', title: 'Customer number' },
  { type: 'checkbox', key: 'churn_risk', title: 'Churn risk' },
  { type: 'date', key: 'contract_end', title: 'Vertragsende' },
];

/** The fields that organizations have, and an inactive one. */
const ORGANIZATION_FIELDS: readonly FieldDefinition[] = [
  { type: 'dropdown', key: 'plan', title: 'Plan', values: ['basic', 'pro'] },
  { type: 'integer', key: 'seats', title: 'Seats' },
  { type: 'text', key: 'old_crm_id', title: 'Old CRM id' },
];

/** Number of fields that users and organizations have. */
const USED = 2;

export const createUserFields = (context: ListContext): Records<PeopleField> =>
  createFields(context, 'user_fields', 38_130_000_000_029, USER_FIELDS);

export const createOrganizationFields = (context: ListContext): Records<PeopleField> =>
  createFields(context, 'organization_fields', 38_131_000_000_029, ORGANIZATION_FIELDS);

function createFields(
  context: ListContext,
  path: string,
  firstId: number,
  definitions: readonly FieldDefinition[],
): Records<PeopleField> {
  return createRecords<PeopleField>(context, {
    path,
    sourceType: path.replace(/s$/, ''),
    initial: definitions.length,
    referenced: USED,
    idOf: (index) => firstId + 128 * index,
    build: ({ index, id, url, created_at, updated_at }) => {
      const added = { type: 'text', key: `field_${index + 1}`, title: `Field ${index + 1}` };
      const { type, key, title, values }: FieldDefinition = definitions[index] ?? added;
      return {
        url,
        id,
        type,
        key,
        title,
        description: '',
        raw_title: title,
        raw_description: '',
        position: index,
        active: index !== USED,
        system: false,
        regexp_for_validation: null,
        created_at,
        updated_at,
        ...(type === 'checkbox' && { tag: null }),
        ...(values && {
          custom_field_options: createOptions(
            index,
            values.map((value) => ({ value, name: value.toUpperCase() })),
          ),
        }),
      };
    },
    nameOf: ({ title }) => title,
  });
}
