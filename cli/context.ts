import { DEFAULT_STACK_NAME } from '#infra/config/stack-names.ts';
import type { Clients, Login } from './aws/clients.ts';
import { type Lake, openLake } from './aws/lake.ts';
import { type ExportSchedule, listSchedules } from './aws/schedules.ts';
import { describeStack, type Stack } from './aws/stack.ts';
import { CommandError, type ExitCode } from './exit.ts';
import type { Io } from './io.ts';
import type { Style } from './print/style.ts';
import { openSettings, type Settings } from './settings.ts';

/** The options of every command. */
export type GlobalOptions = Login & {
  readonly stack?: string;
  readonly settings?: string;
  readonly account?: string;
  readonly json?: boolean;
};

/** The input of a command that reads no settings file. */
export type Start = { readonly io: Io; readonly options: GlobalOptions; readonly clients: Clients };

/** The input of a command that needs no deployed stack. */
export type Session = Start & {
  /** The settings file. Its `config` is also undefined if it describes another stack. */
  readonly settings: Settings;
  /** Name of the CloudFormation stack. */
  readonly stackName: string;
};

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
 * Opens a session. The stack is that of `--stack`, of the settings file, or the default.
 * @throws CommandError if the settings file is not valid
 */
export function openSession(start: Start): Session {
  const { io, options } = start;
  const { config, ...file } = openSettings(io, options.settings);
  const described = config?.stackName ?? DEFAULT_STACK_NAME;
  const stackName = options.stack ?? described;
  return {
    ...start,
    settings: { ...file, config: stackName === described ? config : undefined },
    stackName,
  };
}

/**
 * Reads the stack and its schedules.
 * @throws CommandError if the stack or account does not exist
 */
export async function openContext(session: Session): Promise<Context> {
  const { options, clients, stackName } = session;
  const stack = await describeStack(clients.cloudFormation, stackName);
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
  return { ...session, stack, lake: openLake(clients.s3, stack.bucket, stack.prefix), schedules };
}

/** Lists the accounts of schedules. */
export const formatAccounts = (schedules: readonly ExportSchedule[], separator = ', '): string =>
  [...new Set(schedules.map(({ request }) => request.subdomain))].join(separator);
