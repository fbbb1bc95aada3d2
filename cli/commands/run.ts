import { getHttpStatus } from '#functions/export/aws/call.ts';
import { type ExportResult, invoke } from '../aws/invoke.ts';
import { type Context, type Report, requireSingle, suggestCommand } from '../context.ts';
import { CommandError, EXIT, type ExitCode } from '../exit.ts';
import { table } from '../print/style.ts';
import { formatCount, formatDuration, formatTime, formatBytes } from '#common/format.ts';

/** Starts a run with the schedule's request and returns its result. It polls even if `pollSeconds` have not passed. */
export async function run(context: Context): Promise<Report> {
  const { clients, stack, schedules } = context;
  const { input, request } = requireSingle(schedules, context);
  const event = request.pollSeconds === 0 ? input : forcePoll(input);
  const result = await invoke(clients.lambda, stack.functionName, event).catch((error: unknown) => {
    if (getHttpStatus(error) !== undefined || !(error instanceof Error)) throw error;
    throw new CommandError(
      `The result of the run did not arrive (${error.message}). The run may still be in progress. Check it with ${suggestCommand(context, 'status', request.subdomain)}`,
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
    exitCode: chooseExitCode(result.exports),
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

/** True if another run held or took the lease. */
const isLocked = ({ outcome }: ExportResult): boolean => outcome === 'lease_held' || outcome === 'lease_lost';

const chooseExitCode = (exports: readonly ExportResult[]): ExitCode => (exports.some(isLocked) ? EXIT.locked : EXIT.ok);
