import type { Change } from '../account/change.ts';
import { FIELD_OPTIONS } from '../tickets/custom-fields.ts';
import type { ListRow } from './row.ts';

/** An option of a field with a choice. Members and order of the reference. */
export type FieldOption = {
  readonly id: number;
  readonly name: string;
  readonly raw_name: string;
  readonly value: string;
};

type NewOption = Pick<FieldOption, 'name' | 'value'>;

/** Fewer options per field than this number. */
const OPTIONS_PER_FIELD = 1000;
const FIRST_OPTION = 38_120_000_000_008;

/** Creates the options of the field with this index in its list. */
export function createOptions(field: number, options: readonly NewOption[] = FIELD_OPTIONS): FieldOption[] {
  return options.map(({ name, value }, index) => ({
    id: FIRST_OPTION + field * OPTIONS_PER_FIELD + index,
    name,
    raw_name: name,
    value,
  }));
}

/** The part of a list of fields to which options can be added. */
type FieldList = {
  current(id: number): ListRow<{ readonly custom_field_options?: readonly FieldOption[] }>;
  update(id: number, members: { readonly custom_field_options: readonly FieldOption[] }, change?: Change): void;
};

/**
 * Adds an option to a field.
 *
 * @throws RangeError if the field has no options
 */
export function addOption(fields: FieldList, id: number, { name, value }: NewOption, change: Change = {}): void {
  const options = fields.current(id).members.custom_field_options ?? [];
  const last = options.at(-1);
  if (!last) throw new RangeError(`field ${id} has no options`);
  const option = { id: last.id + 1, name, raw_name: name, value };
  fields.update(id, { custom_field_options: [...options, option] }, change);
}
