import { setEnabled } from '../aws/schedules.ts';
import { type Context, onlyOne, type Report } from '../context.ts';
import { EXIT } from '../exit.ts';

/** Ends what the schedule does by itself; a run at work goes on to its end. */
export const pause = (context: Context): Promise<Report> => switchTo(context, false);

/** Lets the schedule run again. */
export const resume = (context: Context): Promise<Report> => switchTo(context, true);

async function switchTo(context: Context, enabled: boolean): Promise<Report> {
  const schedule = onlyOne(context.schedules, context);
  const { subdomain } = schedule.request;
  const changed = schedule.enabled !== enabled;
  if (changed) await setEnabled(context.clients.scheduler, schedule, enabled);
  const state = enabled ? `runs again, ${schedule.expression}` : 'is paused; a run at work goes on to its end';
  return {
    exitCode: EXIT.fine,
    data: { subdomain, enabled, changed },
    text: () => (changed ? `${subdomain} ${state}.` : `${subdomain} ${enabled ? 'runs' : 'is paused'} already.`),
  };
}
