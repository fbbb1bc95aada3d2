import { SLA_POLICIES } from '../metric-events/targets.ts';
import { createRecords, type ListContext, type Records } from './records.ts';

/** An SLA policy. Recorded members and order (airbytehq/airbyte, source-zendesk-support, `expected_records.jsonl`). */
type SlaPolicy = {
  readonly url: string;
  readonly id: number;
  readonly title: string;
  readonly description: string | null;
  readonly position: number;
  readonly filter: { readonly all: readonly object[]; readonly any: readonly object[] };
  readonly policy_metrics: readonly PolicyMetric[];
  readonly metric_settings: null;
  readonly created_at: string;
  readonly updated_at: string;
};

/** The target of a policy for tickets of one priority. */
type PolicyMetric = {
  readonly priority: string;
  readonly metric: string;
  readonly target: number;
  readonly business_hours: boolean;
  readonly target_in_seconds: number;
};

const METRIC_NAMES: Readonly<Record<string, string>> = {
  reply_time: 'first_reply_time',
  resolution_time: 'total_resolution_time',
};

/** Creates the policies: those of the ticket metric events. */
export function createSlaPolicies(context: ListContext): Records<SlaPolicy> {
  return createRecords<SlaPolicy>(context, {
    path: 'slas/policies',
    sourceType: 'sla_policy',
    initial: SLA_POLICIES.length,
    referenced: SLA_POLICIES.length,
    idOf: (index) => SLA_POLICIES[index]?.name.id ?? 38_101_951_000_003 + 64 * index,
    build: ({ index, id, url, created_at, updated_at }) => {
      const added = { name: { title: `Policy ${index + 1}`, description: null }, targets: [] };
      const { name, targets } = SLA_POLICIES[index] ?? added;
      return {
        url,
        id,
        title: name.title,
        description: name.description,
        position: index + 1,
        filter: { all: [{ field: 'ticket_type_id', operator: 'is', value: String(index + 1) }], any: [] },
        policy_metrics: targets.flatMap(({ metric, minutes, businessHours }) =>
          ['low', 'normal', 'high', 'urgent'].map((priority) => ({
            priority,
            metric: METRIC_NAMES[metric] ?? metric,
            target: minutes,
            business_hours: businessHours,
            target_in_seconds: minutes * 60,
          })),
        ),
        metric_settings: null,
        created_at,
        updated_at,
      };
    },
    nameOf: ({ title }) => title,
  });
}
