import { rawNumber } from '../json.ts';
import type { Rng } from '../rng.ts';

/** One entry of a ticket's `custom_fields`. The member `fields` repeats them. */
export type CustomField = { readonly id: number; readonly value: unknown };

/** The options of all fields with a choice. A ticket has the value. */
export const FIELD_OPTIONS = [
  { value: 'billing', name: 'Billing' },
  { value: 'login__sso', name: 'Login::SSO' },
  { value: 'eu_west', name: 'EU (West)' },
  { value: 'tier_2', name: 'Tier 2' },
  { value: 'hardware::printer', name: 'Hardware::Printer' },
  { value: 'über_uns', name: 'Über uns' },
] as const;

const OPTIONS = FIELD_OPTIONS.map(({ value }) => value);
const COMMENTS = ['see ticket 4411', '“quoted”', 'a\\b', '東京支店', 'line 1\nline 2', '+49 30 1234567', ''];

/**
 * Creates a value for each field type. Connectors found all of these in one account, and some broke their schemas
 * (https://github.com/airbytehq/airbyte, source-zendesk-support, coerces booleans to strings).
 */
const VALUE_OF = {
  tagger: (rng: Rng) => rng.pick(OPTIONS),
  text: (rng: Rng) => rng.pick(COMMENTS),
  checkbox: (rng: Rng) => rng.chance(0.4),
  multiselect: (rng: Rng) => OPTIONS.filter(() => rng.chance(0.3)),
  date: (rng: Rng) => `202${rng.int(0, 6)}-0${rng.int(1, 9)}-1${rng.int(0, 9)}`,
  decimal: (rng: Rng) => rawNumber(`${rng.int(0, 9999)}.${rng.int(0, 99)}0`),
  // For example serial numbers. A double would round values above 2^53.
  integer: (rng: Rng) => (rng.chance(0.5) ? rng.int(0, 99_999) : rawNumber(`9007199254${rng.int(740_993, 999_999)}`)),
  wide: (rng: Rng) => rawNumber(`${rng.int(1, 9)}00000000000000000000${rng.int(1, 9)}`),
} as const;

/** A custom field of tickets. */
type FieldDefinition = {
  readonly id: number;
  readonly type: keyof typeof VALUE_OF;
  readonly title: string;
  /** Share of tickets with a value. */
  readonly filled: number;
};

/** The custom fields. Old accounts have both the short ids of their first years and the current ids with 14 digits. */
export const CUSTOM_FIELDS: readonly FieldDefinition[] = [
  { id: 26_703_268, type: 'checkbox', title: 'Escalated', filled: 1 },
  { id: 27_013_087, type: 'tagger', title: 'Topic', filled: 0.6 },
  { id: 32_334_037, type: 'text', title: 'Order number', filled: 0.3 },
  { id: 77_496_087, type: 'tagger', title: 'Region', filled: 0.5 },
  { id: 80_429_327, type: 'text', title: 'Vorgangsnummer', filled: 0.2 },
  { id: 360_000_047_248, type: 'multiselect', title: 'Affected products', filled: 0.4 },
  { id: 360_000_277_327, type: 'integer', title: 'Serial number', filled: 0.3 },
  { id: 360_026_802_814, type: 'date', title: 'Purchase date', filled: 0.2 },
  { id: 360_029_416_254, type: 'decimal', title: 'Refund amount', filled: 0.2 },
  { id: 360_043_549_854, type: 'tagger', title: 'Tier', filled: 0.4 },
  { id: 360_057_418_513, type: 'text', title: 'Root cause', filled: 0.1 },
  { id: 1_500_001_360_042, type: 'checkbox', title: 'Approved by legal', filled: 0.9 },
  { id: 1_500_003_342_381, type: 'wide', title: 'Ledger id', filled: 0.1 },
  { id: 1_500_011_161_301, type: 'tagger', title: 'Printer model', filled: 0.1 },
  { id: 10_577_093_706_899, type: 'integer', title: 'Seats', filled: 0.2 },
  { id: 10_682_857_506_067, type: 'multiselect', title: 'Components', filled: 0.2 },
  { id: 10_682_899_319_443, type: 'text', title: 'Internal "note"', filled: 0.3 },
  { id: 10_682_946_518_035, type: 'tagger', title: 'Übergabe', filled: 0.2 },
  { id: 10_682_994_795_795, type: 'date', title: 'Renewal date', filled: 0.1 },
  { id: 18_713_228_737_939, type: 'text', title: 'Legacy reference', filled: 0 },
  { id: 18_713_241_832_595, type: 'tagger', title: 'Legacy topic', filled: 0 },
  { id: 18_713_263_822_355, type: 'checkbox', title: 'Spam & abuse', filled: 0.5 },
  { id: 18_713_273_505_171, type: 'decimal', title: 'Legacy amount', filled: 0 },
  { id: 18_713_307_078_931, type: 'text', title: '配送先', filled: 0.1 },
];

/** Creates a value for every field of the account. Empty fields are `null`, as in Zendesk's responses. */
export function customFields(rng: Rng): readonly CustomField[] {
  return CUSTOM_FIELDS.map(({ id, type, filled }) => ({ id, value: rng.chance(filled) ? VALUE_OF[type](rng) : null }));
}
