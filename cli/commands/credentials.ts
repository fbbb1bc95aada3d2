import { CLI } from '#common/command.ts';
import { formatTime } from '#common/format.ts';
import { defaultSecretName } from '#common/secret-name.ts';
import { type ExportRequest, parseExportRequest } from '#functions/export/core/export-request.ts';
import { listSchedules } from '../aws/schedules.ts';
import { findSecret, type SecretState, storeSecret } from '../aws/secret.ts';
import { findStack } from '../aws/stack.ts';
import type { Report, Session } from '../context.ts';
import { CommandError, EXIT } from '../exit.ts';
import { renderChecks } from '../print/checks.ts';
import { wrap } from '../print/wrap.ts';
import { buildExportRequest } from '../settings.ts';
import { suggestCommand } from '../targets.ts';
import { checkCredentials } from './credentials-check.ts';
import { readCredentials } from './credentials-input.ts';

export type CredentialsOptions = {
  /** Path of a file with the secret's JSON. */
  readonly file?: string;
  /** Name of the secret, or the full ARN of an existing one. */
  readonly secret?: string;
  /** ARN of the KMS key of a new secret. */
  readonly kmsKey?: string;
  /** Cancels the scheduled deletion of the secret. */
  readonly restore?: boolean;
  /** False to store the credentials without a request to Zendesk. */
  readonly check: boolean;
};

/** The account whose credentials are stored. */
type Owner = {
  readonly request: ExportRequest;
  /** False if the stack does not export the account yet. */
  readonly isDeployed: boolean;
};

/** Reads Zendesk credentials, checks them against Zendesk, and stores them in the account's secret. */
export async function credentials(session: Session, options: CredentialsOptions): Promise<Report> {
  const { io, clients } = session;
  const { request, isDeployed } = await findAccount(session, options);
  const { subdomain, credentialsSecretId: name } = request;
  const region = await clients.secrets.config.region();
  const state = await findSecret(clients.secrets, name);
  await assertStorable(session, options, { name, region, state });
  const value = await readCredentials(io, { subdomain, file: options.file, json: session.options.json });
  const checks = options.check ? (await checkCredentials(io, request, value)).checks : [];
  const description = `Zendesk credentials of ${subdomain}.zendesk.com for zendesk-lake`;
  const action = await storeSecret(clients.secrets, { name, value, description, kmsKey: options.kmsKey }, state);
  const next = isDeployed
    ? `To check the deployed exports: ${suggestCommand(session, 'doctor', subdomain)}`
    : `The stack ${session.stackName} does not export ${subdomain} in ${region} yet. Deploy it: npx cdk deploy`;
  return {
    exitCode: EXIT.ok,
    data: { account: subdomain, secret: name, region, action, checks },
    text: (style) =>
      [
        ...(checks.length === 0 ? [] : renderChecks(style, checks)),
        `The secret ${name} was ${action} in ${region}.`,
        wrap(next),
      ].join('\n'),
  };
}

/**
 * Finds the account in the deployed stack and in the settings file. An account that is in neither needs `--account`.
 * @throws CommandError if no account is named and there is not exactly one
 */
async function findAccount(session: Session, { secret }: CredentialsOptions): Promise<Owner> {
  const { clients, options, settings, stackName } = session;
  const configured = settings.config?.accounts ?? [];
  const stack = await findStack(clients.cloudFormation, stackName);
  const schedules = stack === undefined ? [] : await listSchedules(clients.scheduler, stack.scheduleGroup);
  const known = [...schedules.map(({ request }) => request), ...configured];
  const subdomains = [...new Set(known.map(({ subdomain }) => subdomain))];
  const subdomain = options.account ?? (subdomains.length === 1 ? subdomains[0] : undefined);
  if (subdomain === undefined) {
    throw new CommandError(
      subdomains.length === 0
        ? `Stack ${stackName} is not deployed in this AWS account and region, and ${settings.name} does not exist. Run ${CLI} init, or name the Zendesk account: --account <subdomain>`
        : `There are several accounts. Choose one: --account ${subdomains.join(' | ')}`,
    );
  }
  const deployed = schedules.flatMap(({ request }) => (request.subdomain === subdomain ? [request] : []));
  const isDeployed = deployed.length > 0;
  const requests = isDeployed
    ? deployed
    : configured.flatMap((each) => (each.subdomain === subdomain ? [buildExportRequest(each)] : []));
  return { request: buildRequest(subdomain, requests, secret), isDeployed };
}

/** Combines the resources of all exports of an account. Several schedules can share it. */
function buildRequest(
  subdomain: string,
  requests: readonly ExportRequest[],
  secret: string | undefined,
): ExportRequest {
  const [first] = requests;
  const credentialsSecretId = secret ?? first?.credentialsSecretId ?? defaultSecretName(subdomain);
  if (first === undefined) return parseRequest({ subdomain, credentialsSecretId });
  return { ...first, credentialsSecretId, resources: requests.flatMap(({ resources }) => resources) };
}

function parseRequest(request: Pick<ExportRequest, 'subdomain' | 'credentialsSecretId'>): ExportRequest {
  try {
    return parseExportRequest(request);
  } catch (error) {
    throw new CommandError(
      `"${request.subdomain}" is not a subdomain such as acme (for acme.zendesk.com).`,
      undefined,
      {
        cause: error,
      },
    );
  }
}

type Destination = { readonly name: string; readonly region: string; readonly state: SecretState | undefined };

/** Checks the destination before the user types the credentials. */
async function assertStorable(
  { io, options: { json } }: Session,
  { restore, kmsKey }: CredentialsOptions,
  { name, region, state }: Destination,
): Promise<void> {
  if (state === undefined) {
    if (!name.startsWith('arn:')) return;
    throw new CommandError(
      `There is no secret with the ARN ${name} in ${region}. Pass the full ARN, with the six random characters at its end, and its --region. To create a secret, pass its name.`,
    );
  }
  if (kmsKey !== undefined && kmsKey !== state.kmsKey) {
    throw new CommandError(
      `The secret ${name} exists and is encrypted with ${state.kmsKey ?? 'the AWS managed key'}. Change its key with: aws secretsmanager update-secret --secret-id ${name} --kms-key-id ${kmsKey}`,
    );
  }
  if (state.deletedAt === undefined || restore === true) return;
  const scheduled = `The secret ${name} is scheduled for deletion at ${formatTime(state.deletedAt / 1000)}.`;
  if (io.confirm === undefined || json === true) {
    throw new CommandError(`${scheduled} Nothing was changed. To keep it and replace its value, pass --restore.`);
  }
  if (!(await io.confirm(`${scheduled} Keep it and replace its value?`)))
    throw new CommandError('Nothing was changed.');
}
