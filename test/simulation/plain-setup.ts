import type { Setup } from './scenario.ts';

/** A Zendesk that behaves as recorded, without faults and late records, and an export request without options. */
export const PLAIN_SETUP: Setup = {
  secondMode: 'whole',
  hiddenRows: false,
  tooRecent: 'current',
  holdBackSeconds: 60,
  largestPage: 1000,
  skewMs: 0,
  zendeskLatencyMs: 40,
  zendeskWorkMs: 0,
  awsLatencyMs: 4,
  requestsPerWindow: 10,
  compressed: true,
  heavyRecords: 1000,
  gatewayTimeoutMs: 30_000,
  credentials: 'client',
  expiresIn: 1800,
  pageSize: 1000,
  include: [],
  supportTypeScope: null,
  requestsPerMinute: null,
  compression: 'gzip',
  startsAgo: null,
  lateness: 0,
  constantFault: null,
};
