import { formatTime } from '#common/format.ts';
import { findSecret, type SecretState, storeSecret } from '../aws/secret.ts';
import type { Report, Session } from '../context.ts';
import { CommandError, EXIT } from '../exit.ts';
import { renderChecks } from '../print/checks.ts';
import { wrap } from '../print/wrap.ts';
import { suggestCommand } from '../targets.ts';
import { findAccount } from './credentials-account.ts';
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

/** Reads Zendesk credentials, checks them against Zendesk, and stores them in the account's secret. */
export async function credentials(session: Session, options: CredentialsOptions): Promise<Report> {
  const { io, clients } = session;
  const { request, kmsKey: configuredKey } = await findAccount(session, options.secret);
  const kmsKey = options.kmsKey ?? configuredKey;
  const { subdomain, credentialsSecretId: name } = request;
  const region = await clients.secrets.config.region();
  const state = await findSecret(clients.secrets, name);
  await assertStorable(session, options, { name, region, kmsKey, state });
  const value = await readCredentials(io, { subdomain, file: options.file, json: session.options.json });
  const checks = options.check ? (await checkCredentials(io, request, value)).checks : [];
  const description = `Zendesk credentials of ${subdomain}.zendesk.com for zendesk-lake`;
  const action = await storeSecret(clients.secrets, { name, value, description, kmsKey }, state);
  return {
    exitCode: EXIT.ok,
    data: { account: subdomain, secret: name, region, action, checks },
    text: (style) =>
      [
        ...(checks.length === 0 ? [] : renderChecks(style, checks)),
        `The secret ${name} was ${action} in ${region}.`,
        wrap(`If the stack does not export ${subdomain} in ${region} yet: npx cdk deploy`),
        wrap(`To check the deployed exports: ${suggestCommand(session, 'doctor', subdomain)}`),
      ].join('\n'),
  };
}

type Destination = {
  readonly name: string;
  readonly region: string;
  readonly kmsKey: string | undefined;
  readonly state: SecretState | undefined;
};

/** Checks the destination before the user types the credentials. */
async function assertStorable(
  { io, options: { json } }: Session,
  { restore }: CredentialsOptions,
  { name, region, kmsKey, state }: Destination,
): Promise<void> {
  if (state === undefined) {
    if (!name.startsWith('arn:')) return;
    throw new CommandError(
      `There is no secret with the ARN ${name} in ${region}. Pass the full ARN, with the six random characters at its end, and its --region. To create a secret, pass its name.`,
    );
  }
  if (kmsKey !== undefined && !isSameKey(kmsKey, state.kmsKey)) {
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

/** AWS returns the key as it was given for the secret: as ARN, id or alias. */
const isSameKey = (arn: string, kmsKey: string | undefined): boolean =>
  kmsKey !== undefined && (kmsKey.includes('alias/') || arn === kmsKey || arn.endsWith(`:key/${kmsKey}`));
