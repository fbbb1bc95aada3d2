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

/** The input of a command that needs no deployed stack. */
export type Session = { readonly io: Io; readonly options: GlobalOptions; readonly clients: Clients };

/** The input of a command on a deployed stack. */
export type Context = Session & {
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
export async function openContext(session: Session): Promise<Context> {
  const { options, clients } = session;
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
  return { ...session, stack, lake: openLake(clients.s3, stack.bucket), schedules };
}

/** Lists the accounts of schedules. */
export const formatAccounts = (schedules: readonly ExportSchedule[], separator = ', '): string =>
  [...new Set(schedules.map(({ request }) => request.subdomain))].join(separator);
