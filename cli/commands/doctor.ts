import { HeadBucketCommand } from '@aws-sdk/client-s3';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { readEnvironment } from '#functions/export/environment.ts';
import { API_TOKENS_END, parseSecret, SECRET_FORMS } from '#functions/export/zendesk/secret.ts';
import { readCursor } from '../aws/cursor.ts';
import { isAccessDenied } from '../aws/errors.ts';
import {
  type Check,
  failed,
  checkAnswer,
  checkNoToken,
  checkUnreachable,
  skipZendeskChecks,
  ok,
} from '../core/checks.ts';
import { suggestCommand, type Context, type Report, type Target, targetsOf } from '../context.ts';
import { EXIT } from '../exit.ts';
import { type Style, table } from '../print/style.ts';
import { formatTime } from '#common/format.ts';
import { probeZendesk } from '../zendesk/probe.ts';

/** Checks every dependency of an export, and suggests a fix for each failure. */
export async function doctor(context: Context): Promise<Report> {
  const exports: { readonly export: string; readonly checks: readonly Check[] }[] = [];
  for (const target of targetsOf(context)) {
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
    : failed('schedule', 'disabled: nothing runs by itself', suggestCommand(context, 'resume', request.subdomain));
}

async function checkCredentials(context: Context, target: Target): Promise<Check[]> {
  const { request, resource, id } = target;
  const secret = await readSecret(context, target);
  if (typeof secret !== 'string') return [secret, ...skipZendeskChecks('needs the secret')];
  const { name, form } = formOf(secret, target);
  if (form === undefined) return [name, ...skipZendeskChecks('needs a secret of a known form')];
  const origin = originOf(context, request.subdomain);
  const probe = await probeZendesk({ origin, exportId: id, resource, request, secret, now: context.io.now });
  const { credentialsSecretId } = request;
  switch (probe.kind) {
    case 'answered':
      return [name, ...checkAnswer(probe, credentialsSecretId)];
    case 'no_token':
      return [name, ...checkNoToken(probe.detail, credentialsSecretId)];
    case 'unreachable':
      return [name, ...checkUnreachable(probe.detail)];
  }
}

/** The secret's text, or why it cannot be read. */
async function readSecret({ clients }: Context, { request }: Target): Promise<string | Check> {
  const { credentialsSecretId: SecretId } = request;
  try {
    const { SecretString, SecretBinary } = await clients.secrets.send(new GetSecretValueCommand({ SecretId }));
    return SecretString ?? Buffer.from(SecretBinary ?? []).toString('utf8');
  } catch (error) {
    const name = errorName(error);
    if (name === 'ResourceNotFoundException') {
      return failed(
        'secret',
        `${SecretId} does not exist, or has no value yet`,
        `aws secretsmanager put-secret-value --secret-id ${SecretId} --secret-string '…', with one of ${SECRET_FORMS}`,
      );
    }
    const fix = isAccessDenied(error)
      ? `Have secretsmanager:GetSecretValue on ${SecretId} granted to you; the function has a role of its own.`
      : 'See the AWS Health Dashboard, and check the key that the secret is encrypted with.';
    return failed('secret', `${SecretId} cannot be read (${name})`, fix);
  }
}

function formOf(text: string, { request }: Target): { readonly name: Check; readonly form?: string } {
  const { credentialsSecretId, subdomain } = request;
  try {
    const { kind } = parseSecret(text, credentialsSecretId, subdomain);
    const ends =
      kind === 'api_token' ? `, which Zendesk ends on ${formatTime(API_TOKENS_END / 1000).slice(0, 10)}` : '';
    return { form: kind, name: ok('secret', `${credentialsSecretId}: ${kind.replaceAll('_', ' ')}${ends}`) };
  } catch (error) {
    // Its message says what is wrong and which forms there are, and quotes nothing.
    const message = error instanceof Error ? error.message : 'unknown error';
    const [detail = '', ...fix] = message.split(/(?<=\.) /);
    return { name: failed('secret', detail, fix.join(' ')) };
  }
}

/** As the function reads it, whose environment says so for tests and local runs only. */
function originOf({ io, stack }: Context, subdomain: string): string {
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
      `${stack.bucket} cannot be reached (${errorName(error)})`,
      suggestAccess(error, 'bucket', 's3:ListBucket'),
    );
  }
}

async function checkTable({ clients, stack }: Context, { id }: Target): Promise<Check> {
  try {
    const cursor = await readCursor(clients.dynamoDb, stack.table, id);
    return ok('table', `${stack.table}${cursor === undefined ? ', without a cursor yet' : ''}`);
  } catch (error) {
    return failed(
      'table',
      `${stack.table} cannot be read (${errorName(error)})`,
      suggestAccess(error, 'table', 'dynamodb:GetItem'),
    );
  }
}

const errorName = (error: unknown): string => (error instanceof Error ? error.name : 'unknown error');

const suggestAccess = (error: unknown, what: string, action: string): string =>
  isAccessDenied(error)
    ? `Have ${action} on it granted to you; the function has a role of its own.`
    : `Check that the ${what} still exists, in this region; a deploy of the stack creates it again.`;

function render(style: Style, id: string, checks: readonly Check[]): string {
  const marks = { ok: style.green('✔'), failed: style.red('✘'), unknown: style.yellow('?') };
  const rows = checks.map(({ state, name, detail }) => [`${marks[state]} ${name}`, detail]);
  const fixes = checks.flatMap(({ name, fix }) => (fix === undefined ? [] : [`${style.bold(`${name}:`)} ${fix}`]));
  return [style.bold(id), table(style, [], rows), ...fixes].join('\n');
}
