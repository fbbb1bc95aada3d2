import { setEnabled } from '../aws/schedules.ts';
import type { Context, Report } from '../context.ts';
import { EXIT } from '../exit.ts';
import { requireSingleAccount } from '../targets.ts';

/** Disables the schedule. A run in progress completes. */
export const pause = (context: Context): Promise<Report> => switchSchedule(context, false);

/** Enables the schedule again. */
export const resume = (context: Context): Promise<Report> => switchSchedule(context, true);

async function switchSchedule(context: Context, enabled: boolean): Promise<Report> {
  const schedule = requireSingleAccount(context);
  const { subdomain } = schedule.request;
  const changed = schedule.enabled !== enabled;
  if (changed) await setEnabled(context.clients.scheduler, schedule, enabled);
  const message = enabled
    ? `Resumed the schedule of ${subdomain}: ${schedule.expression}.`
    : `Paused the schedule of ${subdomain}. A run in progress will complete.`;
  return {
    exitCode: EXIT.ok,
    data: { subdomain, enabled, changed },
    text: () => (changed ? message : `The schedule of ${subdomain} is already ${enabled ? 'enabled' : 'paused'}.`),
  };
}
