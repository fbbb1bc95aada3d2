import type { ObjectFolder } from '#common/object-key.ts';
import { exportId } from '#functions/export/core/lake/object-key.ts';
import type { ExportRequest } from '#functions/export/core/export-request.ts';
import { type Resource, selectResources } from '#functions/export/core/resource.ts';
import type { Clients, Login } from './aws/clients.ts';
import { type Lake, openLake } from './aws/lake.ts';
import { type ExportSchedule, listSchedules } from './aws/schedules.ts';
import { describeStack, type Stack } from './aws/stack.ts';
import { CommandError, type ExitCode } from './exit.ts';
import type { Io } from './io.ts';
import type { Style } from './print/style.ts';

/** The options that every command has. */
export type GlobalOptions = Login & { readonly stack: string; readonly account?: string; readonly json: boolean };

export const DEFAULT_STACK = 'ZendeskLake';

/** One export of the stack, and what makes it run. */
export type Target = {
  /** `acme/tickets` */
  readonly id: string;
  readonly resource: Resource;
  readonly request: ExportRequest;
  readonly schedule: ExportSchedule;
  /** Of its records' objects. */
  readonly folder: ObjectFolder;
};

/** What a command works with. */
export type Context = {
  readonly io: Io;
  readonly options: GlobalOptions;
  readonly clients: Clients;
  readonly stack: Stack;
  readonly lake: Lake;
  /** The schedules of the account asked for, or of all. At least one. */
  readonly schedules: readonly ExportSchedule[];
};

/** What came of a command. */
export type Report = {
  readonly exitCode: ExitCode;
  /** For `--json`. */
  readonly data: unknown;
  /** For people. */
  readonly text: (style: Style) => string;
};

/** @throws CommandError where stack or account do not exist */
export async function openContext(io: Io, options: GlobalOptions, clients: Clients): Promise<Context> {
  const stack = await describeStack(clients.cloudFormation, options.stack);
  const all = await listSchedules(clients.scheduler, stack.scheduleGroup);
  const { account } = options;
  const schedules = all.filter(({ request }) => account === undefined || request.subdomain === account);
  if (schedules.length === 0) {
    throw new CommandError(
      all.length === 0
        ? `The stack ${stack.name} has no schedule: deploy it again.`
        : `The stack ${stack.name} exports no account ${account}; it exports ${accountsOf(all)}.`,
    );
  }
  return { io, options, clients, stack, lake: openLake(clients.s3, stack.bucket), schedules };
}

/** The exports of these schedules. */
export function targetsOf({ schedules, stack }: Context): Target[] {
  return schedules.flatMap((schedule) =>
    selectResources(schedule.request.resources).map((resource) => {
      const { request } = schedule;
      const folder = { prefix: stack.prefix, dataset: resource.name, subdomain: request.subdomain };
      return { id: exportId(request.subdomain, resource), resource, request, schedule, folder };
    }),
  );
}

/**
 * The only item, for commands that change something.
 * @throws CommandError if there are several
 */
export function requireSingle<Item>(items: readonly Item[], { schedules }: Context): Item {
  const [only, ...others] = items;
  if (only !== undefined && others.length === 0) return only;
  throw new CommandError(`Several accounts are deployed, say which one: --account ${accountsOf(schedules, ' | ')}`);
}

/** A command to type next, with the same stack, profile and region. */
export function suggestCommand({ options }: Pick<Context, 'options'>, command: string, subdomain: string): string {
  const { stack, profile, region } = options;
  return [
    `npx zendesk-lake ${command} --account ${subdomain}`,
    ...(stack === DEFAULT_STACK ? [] : [`--stack ${stack}`]),
    ...(profile === undefined ? [] : [`--profile ${profile}`]),
    ...(region === undefined ? [] : [`--region ${region}`]),
  ].join(' ');
}

const accountsOf = (schedules: readonly ExportSchedule[], separator = ', '): string =>
  [...new Set(schedules.map(({ request }) => request.subdomain))].join(separator);
