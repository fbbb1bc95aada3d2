/** A simulated Zendesk: tickets, incremental exports and faults. */
export { type AccountExport, createAccount, type ZendeskAccount } from './account/account.ts';
export type { TicketChange } from './account/tickets.ts';
export { organizationsExport } from './organizations/table.ts';
export { SYSTEM } from './tickets/updater.ts';
export { usersExport } from './users/table.ts';
export type { AcceptedCredentials } from './credentials.ts';
export { decodeCursor, encodeCursor } from './export/cursor.ts';
export { createRecordTable, type RecordTableOptions } from './export/record-table.ts';
export { type ExportRules, type SecondMode } from './export/request.ts';
export type { ExportTable } from './export/table.ts';
export type { Fault } from './fault.ts';
export * as faults from './fault-presets.ts';
export { fillHistory, type History } from './account/history.ts';
export { HOLD_BACK_SECONDS, liveActivity, type LiveOptions } from './account/live.ts';
export type { LoggedRequest } from './request-log.ts';
export { createRng } from './rng.ts';
export { skewedClock, startZendesk, type ZendeskOptions, type ZendeskServer } from './server.ts';
export { createSimulator, type Simulator, type SimulatorOptions } from './simulator.ts';
