import { CLI } from '#common/command.ts';
import { formatTime } from '#common/format.ts';
import type { ObjectFolder } from '#common/object-key.ts';
import { type ExportOptions, resolveOptions } from '#functions/export/core/export-options.ts';
import type { ExportRequest } from '#functions/export/core/export-request.ts';
import { exportId } from '#functions/export/core/lake/object-key.ts';
import type { Resource } from '#functions/export/core/resource.ts';
import { selectResources } from '#functions/export/core/resources.ts';
import { findSimilar } from '#infra/config/unknown-option.ts';
import type { ExportSchedule } from './aws/schedules.ts';
import { type Context, formatAccounts } from './context.ts';
import { CommandError } from './exit.ts';

/** One export of the stack, and its schedule. */
export type Target = {
  /** `acme/tickets` */
  readonly id: string;
  readonly resource: Resource;
  readonly request: ExportRequest;
  readonly exportOptions: ExportOptions;
  readonly schedule: ExportSchedule;
  /** The folder of the objects with its records. */
  readonly folder: ObjectFolder;
};

/** The option of all commands that work on single exports. */
export type ResourceOption = {
  /** Only the exports of these resources. Default: all. */
  readonly resource?: readonly string[];
};

/**
 * Lists the exports of the schedules, grouped by account.
 * @throws CommandError if none of the accounts exports one of the named resources
 */
export function listTargets(context: Context, { resource: names }: ResourceOption = {}): Target[] {
  const { schedules, stack } = context;
  const targets = schedules.flatMap((schedule) =>
    selectResources(schedule.request.resources).map((resource) => {
      const { request } = schedule;
      const folder = { prefix: stack.prefix, dataset: resource.name, subdomain: request.subdomain };
      const exportOptions = resolveOptions(resource, request);
      return { id: exportId(request.subdomain, resource), resource, request, exportOptions, schedule, folder };
    }),
  );
  if (names === undefined) return targets;
  const exported = new Set<string>(targets.map(({ resource }) => resource.name));
  const unknown = names.find((name) => !exported.has(name));
  if (unknown === undefined) return targets.filter(({ resource }) => names.includes(resource.name));
  const meant = findSimilar(unknown, [...exported]);
  throw new CommandError(
    `The resource "${unknown}" is not exported by ${formatAccounts(schedules)}. ` +
      (meant === undefined ? `Exported resources: ${[...exported].join(', ')}.` : `Did you mean ${meant}?`),
  );
}

/**
 * Returns the only account. Commands that change something use it to avoid a change to several accounts.
 * @throws CommandError if there are several
 */
export function requireSingleAccount({ schedules }: Context): ExportSchedule {
  const [only, ...others] = schedules;
  if (only !== undefined && others.length === 0) return only;
  throw new CommandError(`Several accounts are deployed. Choose one: --account ${formatAccounts(schedules, ' | ')}`);
}

/**
 * Returns the only export.
 * @throws CommandError if there are several accounts or exports, or if none exports the named resource
 */
export function requireSingleExport(context: Context, options: ResourceOption): Target {
  const { request } = requireSingleAccount(context);
  const targets = listTargets(context, options);
  const [only, ...others] = targets;
  if (only !== undefined && others.length === 0) return only;
  const names = targets.map(({ resource }) => resource.name).join(' | ');
  throw new CommandError(`Choose one export of ${request.subdomain}: --resource ${names}`);
}

/** Formats a follow-up command for an account with the same settings file, stack, profile and region. */
export function suggestCommand({ options }: Pick<Context, 'options'>, command: string, subdomain: string): string {
  const { settings, stack, profile, region } = options;
  return [
    `${CLI} ${command} --account ${subdomain}`,
    ...(settings === undefined ? [] : [`--settings ${settings}`]),
    ...(stack === undefined ? [] : [`--stack ${stack}`]),
    ...(profile === undefined ? [] : [`--profile ${profile}`]),
    ...(region === undefined ? [] : [`--region ${region}`]),
  ].join(' ');
}

/**
 * True if a rewind of the resource needs a time. A new snapshot of a list without a window has no start, because it is
 * always whole.
 */
export const isRewoundToTime = (resource: Resource): boolean =>
  resource.kind === 'incremental' || resource.window !== undefined;

/**
 * Formats the rewind of an export.
 * @param to - epoch seconds; ignored if the rewind needs no time
 */
export const suggestRewind = (context: Context, target: Target, to: number): string =>
  suggestForExport(context, isRewoundToTime(target.resource) ? `rewind --to ${formatTime(to)}` : 'rewind', target);

/** Formats a follow-up command for one export. */
export const suggestForExport = (context: Context, command: string, { resource, request }: Target): string =>
  suggestCommand(context, `${command} --resource ${resource.name}`, request.subdomain);
