import { HeadBucketCommand } from '@aws-sdk/client-s3';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { readEnvironment } from '#functions/export/environment.ts';
import { API_TOKENS_END, parseSecret, SECRET_FORMS } from '#functions/export/zendesk/secret.ts';
import { readCursor } from '../aws/cursor.ts';
import { isAccessDenied } from '../aws/errors.ts';
import {
  type Check,
  failed,
  checkResponse,
  checkNoToken,
  checkUnreachable,
  skipZendeskChecks,
  ok,
} from '../core/checks.ts';
import type { Context, Report } from '../context.ts';
import { listTargets, suggestCommand, type Target } from '../targets.ts';
import { EXIT } from '../exit.ts';
import { type Style, table } from '../print/style.ts';
import { formatTime } from '#common/format.ts';
import { probeZendesk } from '../zendesk/probe.ts';

/** Checks every dependency of an export, and suggests a fix for each failure. */
export async function doctor(context: Context): Promise<Report> {
  const exports: { readonly export: string; readonly checks: readonly Check[] }[] = [];
  for (const target of listTargets(context)) {
    exports.push({
      export: target.id,
      checks: [
        checkSchedule(context, target),
        ...(await checkCredentials(context, target)),
        await checkBucket(context),
        await checkTable(context, target),
      ],
    });
  }
  const isHealthy = exports.every(({ checks }) => checks.every(({ state }) => state !== 'failed'));
  return {
    exitCode: isHealthy ? EXIT.ok : EXIT.failed,
    data: { ok: isHealthy, exports },
    text: (style) => exports.map(({ export: id, checks }) => render(style, id, checks)).join('\n\n'),
  };
}

function checkSchedule(context: Context, { schedule, request }: Target): Check {
  return schedule.enabled
    ? ok('schedule', `enabled, ${schedule.expression}`)
    : failed(
        'schedule',
        'disabled, so no run starts automatically',
        `Run ${suggestCommand(context, 'resume', request.subdomain)}`,
      );
}

async function checkCredentials(context: Context, target: Target): Promise<Check[]> {
  const { request, resource, id } = target;
  const secret = await readSecret(context, target);
  if (typeof secret !== 'string') return [secret, ...skipZendeskChecks('not checked: requires the secret')];
  const { check, isUsable } = checkSecret(secret, target);
  if (!isUsable) return [check, ...skipZendeskChecks('not checked: requires a usable secret')];
  const origin = readOrigin(context, request.subdomain);
  const probe = await probeZendesk({ origin, exportId: id, resource, request, secret, now: context.io.now });
  const { credentialsSecretId } = request;
  switch (probe.kind) {
    case 'answered':
      return [check, ...checkResponse(probe, credentialsSecretId)];
    case 'no_token':
      return [check, ...checkNoToken(probe.detail, credentialsSecretId)];
    case 'unreachable':
      return [check, ...checkUnreachable(probe.detail)];
  }
}

/** Reads the secret's text. Returns a failed check if that is not possible. */
async function readSecret({ clients }: Context, { request }: Target): Promise<string | Check> {
  const { credentialsSecretId: SecretId } = request;
  try {
    const { SecretString, SecretBinary } = await clients.secrets.send(new GetSecretValueCommand({ SecretId }));
    return SecretString ?? Buffer.from(SecretBinary ?? []).toString('utf8');
  } catch (error) {
    const name = getErrorName(error);
    if (name === 'ResourceNotFoundException') {
      return failed(
        'secret',
        `${SecretId} does not exist or has no value yet`,
        `Run aws secretsmanager put-secret-value --secret-id ${SecretId} --secret-string '…' with one of these forms: ${SECRET_FORMS}`,
      );
    }
    const fix = isAccessDenied(error)
      ? `Grant your AWS identity secretsmanager:GetSecretValue on ${SecretId}. The function has its own role.`
      : "Check the AWS Health Dashboard and the secret's KMS key.";
    return failed('secret', `${SecretId} could not be read (${name})`, fix);
  }
}

function checkSecret(text: string, { request }: Target): { readonly check: Check; readonly isUsable: boolean } {
  const { credentialsSecretId, subdomain } = request;
  try {
    const { kind } = parseSecret(text, credentialsSecretId, subdomain);
    const ends =
      kind === 'api_token' ? ` (Zendesk ends API tokens on ${formatTime(API_TOKENS_END / 1000).slice(0, 10)})` : '';
    return { isUsable: true, check: ok('secret', `${credentialsSecretId}: ${kind.replaceAll('_', ' ')}${ends}`) };
  } catch (error) {
    // The message names the problem and the accepted forms, and never quotes the secret.
    const message = error instanceof Error ? error.message : 'unknown error';
    const [detail = '', ...fix] = message.split(/(?<=\.) /);
    return { isUsable: false, check: failed('secret', detail, fix.join(' ')) };
  }
}

/** Reads Zendesk's origin as the function does. `ZENDESK_BASE_URL` is set in tests and local runs only. */
function readOrigin({ io, stack }: Context, subdomain: string): string {
  const variables = {
    LAKE_BUCKET: stack.bucket,
    CURSOR_TABLE: stack.table,
    ZENDESK_BASE_URL: io.env['ZENDESK_BASE_URL'],
  };
  return readEnvironment(variables).zendeskOrigin ?? `https://${subdomain}.zendesk.com`;
}

async function checkBucket({ clients, stack }: Context): Promise<Check> {
  try {
    await clients.s3.send(new HeadBucketCommand({ Bucket: stack.bucket }));
    return ok('bucket', stack.bucket);
  } catch (error) {
    return failed(
      'bucket',
      `${stack.bucket} could not be reached (${getErrorName(error)})`,
      suggestAccess(error, 'bucket', 's3:ListBucket'),
    );
  }
}

async function checkTable({ clients, stack }: Context, { id }: Target): Promise<Check> {
  try {
    const cursor = await readCursor(clients.dynamoDb, stack.table, id);
    return ok('table', `${stack.table}${cursor === undefined ? ' (no cursor yet)' : ''}`);
  } catch (error) {
    return failed(
      'table',
      `${stack.table} could not be read (${getErrorName(error)})`,
      suggestAccess(error, 'table', 'dynamodb:GetItem'),
    );
  }
}

const getErrorName = (error: unknown): string => (error instanceof Error ? error.name : 'unknown error');

const suggestAccess = (error: unknown, kind: string, action: string): string =>
  isAccessDenied(error)
    ? `Grant your AWS identity ${action} on the ${kind}. The function has its own role.`
    : `Check that the ${kind} still exists in this region. If it does not, redeploy the stack.`;

function render(style: Style, id: string, checks: readonly Check[]): string {
  const marks = { ok: style.green('✔'), failed: style.red('✘'), unknown: style.yellow('?') };
  const rows = checks.map(({ state, name, detail }) => [`${marks[state]} ${name}`, detail]);
  const fixes = checks.flatMap(({ name, fix }) => (fix === undefined ? [] : [`${style.bold(`${name}:`)} ${fix}`]));
  return [style.bold(id), table(style, [], rows), ...fixes].join('\n');
}
