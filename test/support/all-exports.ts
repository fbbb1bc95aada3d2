import {
  type AccountExport,
  articlesExport,
  callsExport,
  legsExport,
  metricEventsExport,
  organizationsExport,
  ticketEventsExport,
  usersExport,
} from '#sandbox/zendesk/index.ts';

/** All exports of a simulated account, in addition to its tickets. */
export const ALL_EXPORTS: readonly AccountExport[] = [
  usersExport,
  organizationsExport,
  ticketEventsExport,
  metricEventsExport,
  callsExport,
  legsExport,
  articlesExport,
];
