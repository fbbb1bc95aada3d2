import { type Answer, flatError } from '../answer.ts';
import { wholeSecond } from '../time.ts';

/** How strict Zendesk is about a young `start_time`: seconds that it has to be older than, and the refusal. */
export const TOO_RECENT = {
  /**
   * Today's rule: at least one minute in the past, and 60 seconds sharp is refused
   * (https://github.com/estuary/connectors, source-zendesk-support-native). Only the code `StartTimeTooRecent` and
   * the status are known; the envelope follows Zendesk's other flat errors.
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

/** What an incremental export may be asked for. */
export type ExportQuery = {
  readonly perPage: number;
  readonly include: readonly string[];
  readonly supportTypeScope: string;
  readonly excludeDeleted: boolean;
};

/**
 * Reads the parameters that both endpoints share. Unknown ones are ignored, `end_time` among them
 * (cloudbees-oss/zendesk-java-client#169). What Zendesk says to an impossible `per_page` is not known; here it
 * takes the nearest possible one.
 *
 * @param largestPage - the greatest `per_page`, and the default
 */
export function readExportQuery(query: URLSearchParams, largestPage: number): ExportQuery {
  const perPage = Number.parseInt(query.get('per_page') ?? '', 10);
  return {
    perPage: Number.isNaN(perPage) ? largestPage : Math.min(largestPage, Math.max(1, perPage)),
    include: [...new Set((query.get('include') ?? '').split(','))],
    supportTypeScope: query.get('support_type_scope') ?? 'agent',
    excludeDeleted: query.get('exclude_deleted') === 'true',
  };
}

/**
 * The second to begin at, or why it will not do. Fractions are allowed (tap-zendesk sends them). The answers to a
 * missing, malformed or negative one are assumptions: no source has them.
 *
 * @param nowMs - epoch milliseconds by Zendesk's clock
 */
export function readStartTime(query: URLSearchParams, nowMs: number, era: keyof typeof TOO_RECENT): number | Answer {
  const text = query.get('start_time');
  if (text === null) return flatError(400, 'InvalidValue', 'start_time is required');
  if (!/^\d+(\.\d+)?$/.test(text)) return flatError(400, 'InvalidValue', 'start_time is not a valid epoch time');
  const { seconds, answer } = TOO_RECENT[era];
  return Number(text) >= wholeSecond(nowMs) - seconds ? answer : Number(text);
}
