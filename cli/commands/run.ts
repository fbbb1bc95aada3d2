import { statusOf } from '../aws/errors.ts';
import { type ExportResult, invoke } from '../aws/invoke.ts';
import { suggestCommand, type Context, requireSingle, type Report } from '../context.ts';
import { CommandError, EXIT, type ExitCode } from '../exit.ts';
import { table } from '../print/style.ts';
import { formatCount, formatDuration, formatTime, formatBytes } from '#common/format.ts';

/** Starts a run now, as the schedule would, and shows its result. It polls even if `pollSeconds` have not passed. */
export async function run(context: Context): Promise<Report> {
  const { clients, stack, schedules } = context;
  const { input, request } = requireSingle(schedules, context);
  const event = request.pollSeconds === 0 ? input : forcePoll(input);
  const result = await invoke(clients.lambda, stack.functionName, event).catch((error: unknown) => {
    if (statusOf(error) !== undefined || !(error instanceof Error)) throw error;
    throw new CommandError(
      `The run's answer did not arrive (${error.message}). It may still be in progress: ${suggestCommand(context, 'status', request.subdomain)}`,
    );
  });
  if (result.kind === 'threw') {
    const { name, message } = result;
    return {
      exitCode: EXIT.failed,
      data: { subdomain: request.subdomain, error: { name, message } },
      text: (style) => `${style.red('✘')} ${name}: ${message}`,
    };
  }
  return {
    exitCode: exitCodeOf(result.exports),
    data: { subdomain: request.subdomain, exports: result.exports },
    text: (style) =>
      table(
        style,
        ['export', 'outcome', 'pages', 'records', 'bytes', 'from', 'to', 'lag'],
        result.exports.map((each) => [
          `${request.subdomain}/${each.resource}`,
          each.outcome,
          formatCount(each.pages),
          formatCount(each.records),
          formatBytes(each.bytes),
          orDash(each.startTime, formatTime),
          orDash(each.endTime, formatTime),
          orDash(each.lagSeconds, formatDuration),
        ]),
      ),
  };
}

const forcePoll = (input: string): string => JSON.stringify({ ...JSON.parse(input), pollSeconds: 0 });

const orDash = (value: number | null, show: (value: number) => string): string => (value === null ? '–' : show(value));

/** Another run has the lease, or has taken it. */
const isLocked = ({ outcome }: ExportResult): boolean => outcome === 'lease_held' || outcome === 'lease_lost';

const exitCodeOf = (exports: readonly ExportResult[]): ExitCode => (exports.some(isLocked) ? EXIT.locked : EXIT.ok);
