import { z } from 'zod';

const OBJECT = z.record(z.string(), z.unknown());
const TICKET = z.looseObject({
  id: z.number(),
  description: z.string(),
  status: z.string(),
  updated_at: z.iso.datetime(),
  via: z.looseObject({ channel: z.string(), source: OBJECT }),
  custom_fields: z.array(z.strictObject({ id: z.number(), value: z.unknown() })),
  requester_id: z.int(),
  submitter_id: z.int(),
  assignee_id: z.int().nullable(),
  group_id: z.int().nullable(),
  organization_id: z.int().nullable(),
  follower_ids: z.array(z.int()),
  email_cc_ids: z.array(z.int()),
  metric_set: OBJECT.optional(),
});
const RECORDS = z.array(z.looseObject({ id: z.int() })).optional();
const PAGE = z.looseObject({
  tickets: z.array(TICKET),
  end_of_stream: z.boolean(),
  count: z.int().optional(),
  next_page: z.url().nullish(),
  end_time: z.int().nullish(),
  after_url: z.url().nullish(),
  after_cursor: z.string().nullish(),
  users: RECORDS,
  groups: RECORDS,
  organizations: RECORDS,
  metric_sets: RECORDS,
});

export type ParsedTicket = z.infer<typeof TICKET>;
export type ParsedPage = z.infer<typeof PAGE>;

/** Parses a JSON object and keeps the order of its keys. */
export const parseObject = (text: string): Record<string, unknown> => OBJECT.parse(JSON.parse(text));

export const parseTicket = (text: string): ParsedTicket => TICKET.parse(JSON.parse(text));

export const parsePage = (text: string): ParsedPage => PAGE.parse(JSON.parse(text));
