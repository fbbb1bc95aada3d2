import { getHttpStatus } from '#functions/export/aws/call.ts';
import { type ExportResult, invoke } from '../aws/invoke.ts';
import type { Context, Report } from '../context.ts';
import { buildRunRequest } from '../core/run-request.ts';
import { CommandError, EXIT, type ExitCode } from '../exit.ts';
import { type Style, table } from '../print/style.ts';
import {
  isRewoundToTime,
  listTargets,
  requireSingleAccount,
  type ResourceOption,
  suggestCommand,
  suggestForExport,
} from '../targets.ts';
import { formatCount, formatDuration, formatTime, formatBytes } from '#common/format.ts';

/** Starts a run with the schedule's request and returns its result. It polls even if `pollSeconds` have not passed. */
export async function run(context: Context, options: ResourceOption): Promise<Report> {
  const { clients, stack } = context;
  const { input, request } = requireSingleAccount(context);
  const names = new Set(listTargets(context, options).map(({ resource }) => resource.name));
  const event = JSON.stringify(buildRunRequest(JSON.parse(input), request, names));
  const suggestStatus = suggestCommand(context, 'status', request.subdomain);
  const result = await invoke(clients.lambda, stack.functionName, event).catch((error: unknown) => {
    if (getHttpStatus(error) !== undefined || !(error instanceof Error)) throw error;
    throw new CommandError(
      `The result of the run did not arrive (${error.message}). The run may still be in progress. Check it with ${suggestStatus}`,
    );
  });
  if (result.kind === 'threw') {
    const { name, message } = result;
    const others = names.size === 1 ? '' : `\nFor the outcome of each export: ${suggestStatus}`;
    return {
      exitCode: EXIT.failed,
      data: { subdomain: request.subdomain, error: { name, message } },
      text: (style) => `${style.red('✘')} ${name}: ${message}${others}`,
    };
  }
  return {
    exitCode: chooseExitCode(result.exports),
    data: { subdomain: request.subdomain, exports: result.exports },
    text: (style) =>
      [renderResults(style, result.exports), ...suggestRewinds(context, options, result.exports)].join('\n'),
  };
}

const renderResults = (style: Style, exports: readonly ExportResult[]): string =>
  table(
    style,
    ['resource', 'outcome', 'pages', 'records', 'bytes', 'position', 'lag'],
    exports.map((each) => [
      each.resource,
      each.outcome,
      formatCount(each.pages),
      formatCount(each.records),
      formatBytes(each.bytes),
      orDash(each.endTime, formatTime),
      orDash(each.lagSeconds, formatDuration),
    ]),
  );

/** A run begins no snapshot before it is due. If the user chose the list, show the command that makes it due. */
function suggestRewinds(context: Context, options: ResourceOption, exports: readonly ExportResult[]): string[] {
  if (options.resource === undefined) return [];
  const notDue = new Set(exports.flatMap(({ resource, outcome }) => (outcome === 'not_due' ? [resource] : [])));
  return listTargets(context, options)
    .filter(({ resource }) => !isRewoundToTime(resource) && notDue.has(resource.name))
    .map(
      (target) => `For a new snapshot of ${target.resource.name} now: ${suggestForExport(context, 'rewind', target)}`,
    );
}

const orDash = (value: number | null, show: (value: number) => string): string => (value === null ? '–' : show(value));

/** True if another run held or took the lease. */
const isLocked = ({ outcome }: ExportResult): boolean => outcome === 'lease_held' || outcome === 'lease_lost';

const chooseExitCode = (exports: readonly ExportResult[]): ExitCode => (exports.some(isLocked) ? EXIT.locked : EXIT.ok);
