/** A simulated Zendesk: tickets, incremental exports and faults. */
export { type ZendeskAccount, createAccount } from './account/account.ts';
export type { AcceptedCredentials } from './credentials.ts';
export { decodeCursor, encodeCursor } from './export/cursor.ts';
export { createRecordTable, type RecordTable, type RecordTableOptions } from './export/record-table.ts';
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
