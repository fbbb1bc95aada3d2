import type { ExporterConfig } from './config-schema.ts';

/**
 * Returns the minutes within which EventBridge Scheduler starts an invocation after its scheduled time. Several schedules
 * would otherwise start in the same second, and a new AWS account runs 10 functions at a time.
 */
export const spreadMinutes = ({ accounts }: Pick<ExporterConfig, 'accounts'>): 0 | 1 => (accounts.length > 1 ? 1 : 0);
