import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { formatTime } from '#common/format.ts';
import type { ExportRequest } from '#functions/export/core/export-request.ts';
import { isDeniedByKey } from '#functions/export/aws/call.ts';
import { API_TOKENS_END, parseSecret } from '#functions/export/zendesk/secret.ts';
import { getErrorName, isAccessDenied } from '../aws/errors.ts';
import type { Context } from '../context.ts';
import { type Check, failed, ok } from '../core/checks.ts';
import { suggestCommand } from '../targets.ts';

/** The check of a secret, and its text if it has an accepted form. */
type CheckedSecret = { readonly check: Check; readonly text?: string };

/** Reads and checks the secret of an account. */
export async function readSecret(context: Context, request: ExportRequest): Promise<CheckedSecret> {
  const { credentialsSecretId: SecretId } = request;
  try {
    const { SecretString, SecretBinary } = await context.clients.secrets.send(new GetSecretValueCommand({ SecretId }));
    return checkText(SecretString ?? Buffer.from(SecretBinary ?? []).toString('utf8'), request);
  } catch (error) {
    const storeCommand = suggestCommand(context, 'credentials', request.subdomain);
    return { check: explainUnreadable(error, SecretId, storeCommand) };
  }
}

function explainUnreadable(error: unknown, secretId: string, storeCommand: string): Check {
  const name = getErrorName(error);
  const message = error instanceof Error && error.message !== name ? `: ${error.message}` : '';
  if (name === 'ResourceNotFoundException') {
    return failed('secret', `${secretId} does not exist or has no value yet`, `Run ${storeCommand}`);
  }
  const detail = `${secretId} could not be read (${name}${message})`;
  if (/\bdeletion\b/.test(message)) return failed('secret', detail, `Run ${storeCommand} --restore`);
  if (isDeniedByKey(error)) {
    const fix = `Allow your AWS identity kms:Decrypt on the secret's KMS key. For the function, set secretKeyArn to it.`;
    return failed('secret', detail, fix);
  }
  return failed(
    'secret',
    detail,
    isAccessDenied(error)
      ? `Grant your AWS identity secretsmanager:GetSecretValue on ${secretId}. The function has its own role.`
      : "Check the AWS Health Dashboard and the secret's KMS key.",
  );
}

function checkText(text: string, { credentialsSecretId, subdomain }: ExportRequest): CheckedSecret {
  try {
    const { kind } = parseSecret(text, credentialsSecretId, subdomain);
    const ends =
      kind === 'api_token' ? ` (Zendesk ends API tokens on ${formatTime(API_TOKENS_END / 1000).slice(0, 10)})` : '';
    return { text, check: ok('secret', `${credentialsSecretId}: ${kind.replaceAll('_', ' ')}${ends}`) };
  } catch (error) {
    // The message names the problem and the accepted forms, and never quotes the secret.
    const message = error instanceof Error ? error.message : 'unknown error';
    const [detail = '', ...fix] = message.split(/(?<=\.) /);
    return { check: failed('secret', detail, fix.join(' ')) };
  }
}
