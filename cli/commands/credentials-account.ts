import { CLI } from '#common/command.ts';
import type { ExportRequest } from '#functions/export/core/export-request.ts';
import { listSchedules } from '../aws/schedules.ts';
import { findStack } from '../aws/stack.ts';
import type { Session } from '../context.ts';
import { CommandError } from '../exit.ts';
import { buildExportRequest } from '../settings.ts';

/** The account whose credentials are stored. */
export type CredentialsAccount = {
  /** All resources of the account, and its secret. */
  readonly request: ExportRequest;
  /** ARN of the KMS key of the secret; undefined for the AWS managed key. */
  readonly kmsKey?: string | undefined;
};

/**
 * Finds the account in the settings file, or without one in the deployed stack. An account that is in neither needs
 * `--account`.
 *
 * @param secret - name or ARN of the secret, if it is not that of the account
 * @throws CommandError unless there is exactly one account and secret
 */
export async function findAccount(session: Session, secret: string | undefined): Promise<CredentialsAccount> {
  const known = await listAccounts(session);
  const subdomain = session.options.account ?? requireSingle(session, known);
  const entries = known.filter(({ request }) => request.subdomain === subdomain);
  const { config, name } = session.settings;
  if (config !== undefined && entries.length === 0) {
    throw new CommandError(`${name} has no account ${subdomain}. Its accounts: ${listSubdomains(known).join(', ')}.`);
  }
  return combine(entries.length === 0 ? [{ request: createRequest(session, subdomain) }] : entries, secret);
}

async function listAccounts({ settings, clients, stackName }: Session): Promise<CredentialsAccount[]> {
  if (settings.config !== undefined) {
    return settings.config.accounts.map((account) => ({
      request: buildExportRequest(stackName, account),
      kmsKey: account.secretKeyArn,
    }));
  }
  const stack = await findStack(clients.cloudFormation, stackName);
  return stack === undefined ? [] : listSchedules(clients.scheduler, stack.scheduleGroup);
}

function createRequest({ stackName }: Session, subdomain: string): ExportRequest {
  try {
    return buildExportRequest(stackName, { subdomain });
  } catch (error) {
    throw new CommandError(`"${subdomain}" is not a subdomain such as acme (for acme.zendesk.com).`, undefined, {
      cause: error,
    });
  }
}

const listSubdomains = (accounts: readonly CredentialsAccount[]): string[] => [
  ...new Set(accounts.map(({ request }) => request.subdomain)),
];

function requireSingle({ settings, stackName }: Session, known: readonly CredentialsAccount[]): string {
  const subdomains = listSubdomains(known);
  const [only] = subdomains;
  if (only !== undefined && subdomains.length === 1) return only;
  throw new CommandError(
    only === undefined
      ? `${settings.name} does not exist, and stack ${stackName} is not deployed in this AWS account and region. Run ${CLI} init, or name the Zendesk account: --account <subdomain>`
      : `There are several accounts. Choose one: --account ${subdomains.join(' | ')}`,
  );
}

/** Combines the entries of an account, whose resources can be divided between several schedules. */
function combine(entries: readonly CredentialsAccount[], secret: string | undefined): CredentialsAccount {
  const secrets = [...new Set(entries.map(({ request }) => request.credentialsSecretId))];
  const of = entries.filter(({ request }) => request.credentialsSecretId === secret);
  const [first, ...others] = of.length === 0 ? entries : of;
  if (first === undefined || (secret === undefined && secrets.length > 1)) {
    throw new CommandError(`The account has several secrets. Choose one: --secret ${secrets.join(' | ')}`);
  }
  const resources = [first, ...others].flatMap(({ request }) => request.resources);
  return {
    request: { ...first.request, credentialsSecretId: secret ?? first.request.credentialsSecretId, resources },
    kmsKey: first.kmsKey,
  };
}
