import { statusOf } from '../aws/errors.ts';
import { type ExportResult, invoke } from '../aws/invoke.ts';
import { commandTo, type Context, onlyOne, type Report } from '../context.ts';
import { CommandError, EXIT, type ExitCode } from '../exit.ts';
import { table } from '../print/style.ts';
import { count, duration, instant, size } from '../print/units.ts';

/** Starts a run now, as the schedule would, and shows what came of it. It does not rest: somebody wants it to run. */
export async function run(context: Context): Promise<Report> {
  const { clients, stack, schedules } = context;
  const { input, request } = onlyOne(schedules, context);
  const event = request.pollSeconds === 0 ? input : withoutRest(input);
  const came = await invoke(clients.lambda, stack.functionName, event).catch((error: unknown) => {
    if (statusOf(error) !== undefined || !(error instanceof Error)) throw error;
    throw new CommandError(
      `The run’s answer did not arrive (${error.message}). It may be at work even so: ${commandTo(context, 'status', request.subdomain)}`,
    );
  });
  if (came.kind === 'threw') {
    const { name, message } = came;
    return {
      exitCode: EXIT.found,
      data: { subdomain: request.subdomain, error: { name, message } },
      text: (style) => `${style.red('✘')} ${name}: ${message}`,
    };
  }
  return {
    exitCode: exitCodeOf(came.exports),
    data: { subdomain: request.subdomain, exports: came.exports },
    text: (style) =>
      table(
        style,
        ['export', 'outcome', 'pages', 'records', 'bytes', 'from', 'to', 'lag'],
        came.exports.map((each) => [
          `${request.subdomain}/${each.resource}`,
          each.outcome,
          count(each.pages),
          count(each.records),
          size(each.bytes),
          orDash(each.startTime, instant),
          orDash(each.endTime, instant),
          orDash(each.lagSeconds, duration),
        ]),
      ),
  };
}

const withoutRest = (input: string): string => JSON.stringify({ ...JSON.parse(input), pollSeconds: 0 });

const orDash = (value: number | null, show: (value: number) => string): string => (value === null ? '–' : show(value));

/** Another run has the lease, or has taken it. */
const isBusy = ({ outcome }: ExportResult): boolean => outcome === 'lease_held' || outcome === 'lease_lost';

const exitCodeOf = (exports: readonly ExportResult[]): ExitCode => (exports.some(isBusy) ? EXIT.busy : EXIT.fine);
