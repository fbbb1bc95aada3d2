import { z } from 'zod';
import type { TestWorld } from '../test-world.ts';

const TICKET = z.looseObject({
  id: z.int(),
  custom_fields: z.array(z.looseObject({ id: z.int(), value: z.unknown() })),
});
const FIELD = z.looseObject({
  id: z.int(),
  key: z.string().nullable(),
  title: z.string(),
  type: z.string(),
  custom_field_options: z.array(z.looseObject({ name: z.string(), value: z.string() })).default([]),
});

/** The rows that ticket_custom_fields must have, as JSON texts of their values. */
export function expectedCustomFields({ zendesk }: TestWorld): string[] {
  const fields = new Map(
    zendesk.expectedRows('ticket_fields').map(({ text }) => {
      const field = FIELD.parse(JSON.parse(text));
      return [field.id, field] as const;
    }),
  );
  return zendesk
    .expectedRecords('tickets')
    .map(({ text }) => TICKET.parse(JSON.parse(quoteNumbers(text))))
    .flatMap(({ id, custom_fields: values }) =>
      values.flatMap(({ id: fieldId, value }) => {
        const { key, title, type, custom_field_options: options = [] } = fields.get(fieldId) ?? {};
        return each(value).map((single) => {
          const option = options.find((candidate) => candidate.value === single);
          return JSON.stringify(['acme', id, fieldId, key, title, type, single, option?.name ?? null].map(String));
        });
      }),
    );
}

const each = (value: unknown): unknown[] => {
  if (!Array.isArray(value)) return [value];
  return value.length === 0 ? [null] : value;
};

/** Keeps all digits of numbers in custom fields. DuckDB drops zeros at the end of a fraction. */
const quoteNumbers = (text: string): string =>
  text.replaceAll(/"value":(-?\d+(?:\.\d*[1-9])?)\.?0*(?=[,}])/g, '"value":"$1"');
