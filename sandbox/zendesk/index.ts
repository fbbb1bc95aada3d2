/** A simulated Zendesk: tickets, incremental exports and faults. */
export {
  type ZendeskAccount,
  type Change,
  createAccount,
  type Creation,
  type ExpectedRecord,
} from './account/account.ts';
export type { PageWeight } from './answer.ts';
export type { AcceptedCredentials, OAuthClient } from './credentials.ts';
export { decodeCursor, encodeCursor } from './export/cursor.ts';
export { createRecordTable, type RecordTable, type RecordTableOptions } from './export/record-table.ts';
export { DEFAULT_RULES, type ExportRules, type SecondMode } from './export/request.ts';
export type { ExportTable, PageMember } from './export/table.ts';
export type { Fault, Faults, Interceptor } from './fault.ts';
export * as faults from './fault-presets.ts';
export { fillHistory, type History } from './account/history.ts';
export { HOLD_BACK_SECONDS, type LiveActivity, liveActivity, type LiveOptions } from './account/live.ts';
export type { LoggedRequest } from './request-log.ts';
export { createRng, type Rng } from './rng.ts';
export { skewedClock, startZendesk, type ZendeskOptions, type ZendeskServer } from './server.ts';
export { createSimulator, type Simulator, type SimulatorOptions } from './simulator.ts';
export type { RenderTicket, SupportType, TicketFacts } from './tickets/ticket.ts';
