import type { ObjectFolder } from '#common/object-key.ts';
import { type ExportOptions, resolveOptions } from '#functions/export/core/export-options.ts';
import { exportId } from '#functions/export/core/lake/object-key.ts';
import type { ExportRequest } from '#functions/export/core/export-request.ts';
import type { Resource } from '#functions/export/core/resource.ts';
import { selectResources } from '#functions/export/core/resources.ts';
import type { Clients, Login } from './aws/clients.ts';
import { type Lake, openLake } from './aws/lake.ts';
import { type ExportSchedule, listSchedules } from './aws/schedules.ts';
import { describeStack, type Stack } from './aws/stack.ts';
import { CommandError, type ExitCode } from './exit.ts';
import type { Io } from './io.ts';
import type { Style } from './print/style.ts';

/** The options of every command. */
export type GlobalOptions = Login & { readonly stack: string; readonly account?: string; readonly json?: boolean };

export const DEFAULT_STACK = 'ZendeskLake';

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

/** The input of a command. */
export type Context = {
  readonly io: Io;
  readonly options: GlobalOptions;
  readonly clients: Clients;
  readonly stack: Stack;
  readonly lake: Lake;
  /** The schedules of the account in `--account`, or of all accounts. At least one. */
  readonly schedules: readonly ExportSchedule[];
};

/** The result of a command. */
export type Report = {
  readonly exitCode: ExitCode;
  /** For `--json`. */
  readonly data: unknown;
  /** For people. */
  readonly text: (style: Style) => string;
};

/**
 * Reads the stack and its schedules.
 * @throws CommandError if the stack or account does not exist
 */
export async function openContext(io: Io, options: GlobalOptions, clients: Clients): Promise<Context> {
  const stack = await describeStack(clients.cloudFormation, options.stack);
  const all = await listSchedules(clients.scheduler, stack.scheduleGroup);
  const { account } = options;
  const schedules = all.filter(({ request }) => account === undefined || request.subdomain === account);
  if (schedules.length === 0) {
    throw new CommandError(
      all.length === 0
        ? `Stack ${stack.name} has no schedules. Redeploy it.`
        : `Stack ${stack.name} does not export the account ${account}. Deployed accounts: ${formatAccounts(all)}.`,
    );
  }
  return { io, options, clients, stack, lake: openLake(clients.s3, stack.bucket), schedules };
}

/** Lists the exports of the schedules. */
export function listTargets({ schedules, stack }: Context): Target[] {
  return schedules.flatMap((schedule) =>
    selectResources(schedule.request.resources).map((resource) => {
      const { request } = schedule;
      const folder = { prefix: stack.prefix, dataset: resource.name, subdomain: request.subdomain };
      const exportOptions = resolveOptions(resource, request);
      return { id: exportId(request.subdomain, resource), resource, request, exportOptions, schedule, folder };
    }),
  );
}

/**
 * Returns the only item. Commands that change something use it to avoid a change to several accounts.
 * @throws CommandError if there are several
 */
export function requireSingle<Item>(items: readonly Item[], { schedules }: Context): Item {
  const [only, ...others] = items;
  if (only !== undefined && others.length === 0) return only;
  throw new CommandError(`Several accounts are deployed. Choose one: --account ${formatAccounts(schedules, ' | ')}`);
}

/** Formats a follow-up command with the same stack, profile and region. */
export function suggestCommand({ options }: Pick<Context, 'options'>, command: string, subdomain: string): string {
  const { stack, profile, region } = options;
  return [
    `npx zendesk-lake ${command} --account ${subdomain}`,
    ...(stack === DEFAULT_STACK ? [] : [`--stack ${stack}`]),
    ...(profile === undefined ? [] : [`--profile ${profile}`]),
    ...(region === undefined ? [] : [`--region ${region}`]),
  ].join(' ');
}

const formatAccounts = (schedules: readonly ExportSchedule[], separator = ', '): string =>
  [...new Set(schedules.map(({ request }) => request.subdomain))].join(separator);
