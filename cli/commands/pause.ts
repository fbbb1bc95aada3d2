import { setEnabled } from '../aws/schedules.ts';
import { type Context, requireSingle, type Report } from '../context.ts';
import { EXIT } from '../exit.ts';

/** Disables the schedule. A run in progress completes. */
export const pause = (context: Context): Promise<Report> => switchTo(context, false);

/** Enables the schedule again. */
export const resume = (context: Context): Promise<Report> => switchTo(context, true);

async function switchTo(context: Context, enabled: boolean): Promise<Report> {
  const schedule = requireSingle(context.schedules, context);
  const { subdomain } = schedule.request;
  const changed = schedule.enabled !== enabled;
  if (changed) await setEnabled(context.clients.scheduler, schedule, enabled);
  const state = enabled ? `runs again, ${schedule.expression}` : 'is paused; a run in progress completes';
  return {
    exitCode: EXIT.ok,
    data: { subdomain, enabled, changed },
    text: () => (changed ? `${subdomain} ${state}.` : `${subdomain} ${enabled ? 'runs' : 'is paused'} already.`),
  };
}
