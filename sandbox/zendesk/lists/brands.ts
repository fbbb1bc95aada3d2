import { BRAND, TICKET_FORM } from '../tickets/references.ts';
import { createRecords, type ListContext, type Records } from './records.ts';

/** A brand. Recorded members and order (airbytehq/airbyte, source-zendesk-support, `expected_records.jsonl`). */
type Brand = {
  readonly url: string;
  readonly id: number;
  readonly name: string;
  readonly brand_url: string;
  readonly subdomain: string;
  readonly host_mapping: null;
  readonly has_help_center: boolean;
  readonly help_center_state: string;
  readonly active: boolean;
  readonly default: boolean;
  readonly is_deleted: boolean;
  readonly logo: null;
  readonly ticket_form_ids: readonly number[];
  readonly signature_template: string;
  readonly created_at: string;
  readonly updated_at: string;
};

const NAMES = ['Acme', 'Acme Outlet', 'Zoë & Co. <Kitchen>'];

/** Creates the brands: that of all tickets, and two others. Deleted ones stay with `is_deleted: true`. */
export function createBrands(context: ListContext): Records<Brand> {
  return createRecords(context, {
    path: 'brands',
    sourceType: 'brand',
    initial: NAMES.length,
    referenced: 1,
    idOf: (index) => BRAND + 5347 * index,
    build: ({ index, id, url, created_at, updated_at }) => {
      const subdomain = index === 0 ? context.subdomain : `${context.subdomain}-brand-${index}`;
      return {
        url,
        id,
        name: NAMES[index] ?? `Brand ${index + 1}`,
        brand_url: `https://${subdomain}.zendesk.com`,
        subdomain,
        host_mapping: null,
        has_help_center: index === 0,
        help_center_state: index === 0 ? 'enabled' : 'disabled',
        active: index !== 2,
        default: index === 0,
        is_deleted: index === 2,
        logo: null,
        ticket_form_ids: [TICKET_FORM],
        signature_template: '{{agent.signature}}',
        created_at,
        updated_at,
      };
    },
    nameOf: ({ name }) => name,
    flagDeleted: () => ({ active: false, is_deleted: true }),
  });
}
