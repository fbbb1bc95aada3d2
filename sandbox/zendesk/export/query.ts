import { type Answer, flatError } from '../answer.ts';
import { wholeSecond } from '../time.ts';
import type { ExportRules } from './request.ts';

/** Zendesk's rules for a recent `start_time`: its minimum age in seconds (exclusive) and the error response. */
export const TOO_RECENT = {
  /**
   * The current rule: at least one minute in the past. Exactly 60 seconds is rejected
   * (https://github.com/estuary/connectors, source-zendesk-support-native). Only the code `StartTimeTooRecent` and
   * the status are known. The envelope is assumed to be that of Zendesk's other flat errors.
   */
  current: {
    seconds: 60,
    answer: flatError(400, 'StartTimeTooRecent', 'start_time must be at least one minute in the past'),
  },
  /** The rule until about 2020, which several clients still handle. */
  legacy: {
    seconds: 300,
    answer: flatError(422, 'InvalidValue', 'Too recent start_time. Use a start_time older than 5 minutes'),
  },
} as const;

/** Query parameters of an incremental export. */
export type ExportQuery = {
  readonly perPage: number;
  readonly include: readonly string[];
  readonly supportTypeScope: string;
  readonly excludeDeleted: boolean;
};

/**
 * Reads the parameters that both endpoints share. Ignores unknown ones, including `end_time`
 * (cloudbees-oss/zendesk-java-client#169). Zendesk's response to an invalid `per_page` is unknown. The simulator uses the
 * nearest valid value.
 */
export function readExportQuery(
  query: URLSearchParams,
  { largestPage, readsPageSize }: Pick<ExportRules, 'largestPage' | 'readsPageSize'>,
): ExportQuery {
  const perPage = readsPageSize ? Number.parseInt(query.get('per_page') ?? '', 10) : largestPage;
  return {
    perPage: Number.isNaN(perPage) ? largestPage : Math.min(largestPage, Math.max(1, perPage)),
    include: [...new Set((query.get('include') ?? '').split(','))],
    supportTypeScope: query.get('support_type_scope') ?? 'agent',
    excludeDeleted: query.get('exclude_deleted') === 'true',
  };
}

/**
 * Reads `start_time`. Fractions are allowed (tap-zendesk sends them). The responses to a missing, malformed or negative
 * value are assumptions.
 *
 * @param nowMs - epoch milliseconds by Zendesk's clock
 * @returns epoch seconds, or the error response
 */
export function readStartTime(query: URLSearchParams, nowMs: number, era: keyof typeof TOO_RECENT): number | Answer {
  const text = query.get('start_time');
  if (text === null) return flatError(400, 'InvalidValue', 'start_time is required');
  if (!/^\d+(\.\d+)?$/.test(text)) return flatError(400, 'InvalidValue', 'start_time is not a valid epoch time');
  const { seconds, answer } = TOO_RECENT[era];
  return Number(text) >= wholeSecond(nowMs) - seconds ? answer : Number(text);
}
