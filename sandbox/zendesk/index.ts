/** A Zendesk to try the exporter against: its tickets, its incremental exports, and its faults. */
export { type Account, type Change, createAccount, type Creation, type TruthRecord } from './account/account.ts';
export type { PageWeight } from './answer.ts';
export type { Credentials, OAuthClient } from './credentials.ts';
export { decodeCursor, encodeCursor } from './export/cursor.ts';
export { DEFAULT_RULES, type ExportRules } from './export/request.ts';
export type { Fault, Faults, Interceptor } from './fault.ts';
export * as faults from './faults.ts';
export { fillHistory, type History } from './account/history.ts';
export { type LiveActivity, liveActivity, type LiveOptions } from './account/live.ts';
export type { LoggedRequest } from './request-log.ts';
export { createRng, type Rng } from './rng.ts';
export { skewedClock, startZendesk } from './server.ts';
export { createSimulator, type Simulator, type SimulatorOptions } from './simulator.ts';
export type { RenderTicket, SupportType, TicketFacts } from './tickets/ticket.ts';
export type { Zendesk, ZendeskOptions } from './zendesk.ts';
