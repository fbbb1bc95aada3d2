import { HeadBucketCommand } from '@aws-sdk/client-s3';
import { LOOKUP_CONCURRENCY } from '../aws/clients.ts';
import { mapConcurrently } from '../aws/concurrently.ts';
import { readCursor } from '../aws/cursor.ts';
import { getErrorName, isAccessDenied } from '../aws/errors.ts';
import type { ExportSchedule } from '../aws/schedules.ts';
import type { Context, Report } from '../context.ts';
import { type Check, failed, ok } from '../core/checks.ts';
import { EXIT } from '../exit.ts';
import { renderChecks } from '../print/checks.ts';
import type { Style } from '../print/style.ts';
import { listTargets, type ResourceOption, suggestCommand, type Target } from '../targets.ts';
import { checkAccess, type Cursors, type ExportCheck } from './doctor-access.ts';
import { readSecret } from './doctor-secret.ts';

/** The checks of an account, and of the access to each of its resources. */
type AccountReport = {
  readonly account: string;
  readonly checks: readonly Check[];
  readonly exports: readonly ExportCheck[];
};

/** Accounts are checked at the same time, because each has its own rate limits. */
const ACCOUNT_CONCURRENCY = 8;

/** Checks every dependency of the exports, and suggests a fix for each failure. */
export async function doctor(context: Context, options: ResourceOption): Promise<Report> {
  const targets = Map.groupBy(listTargets(context, options), ({ schedule }) => schedule);
  const bucket = await checkBucket(context);
  const accounts = await mapConcurrently([...targets], ACCOUNT_CONCURRENCY, ([schedule, exports]) =>
    checkAccount(context, schedule, exports, bucket),
  );
  const isHealthy = accounts
    .flatMap(({ checks, exports }) => [...checks, ...exports])
    .every(({ state }) => state !== 'failed');
  return {
    exitCode: isHealthy ? EXIT.ok : EXIT.failed,
    data: { ok: isHealthy, accounts },
    text: (style) => accounts.map((each) => render(style, each)).join('\n\n'),
  };
}

async function checkAccount(
  context: Context,
  schedule: ExportSchedule,
  targets: readonly Target[],
  bucket: Check,
): Promise<AccountReport> {
  const { request } = schedule;
  // All of the account's exports: an answer to one of them shows that the credentials work.
  const { check: tableCheck, cursors } = await checkTable(context, listTargets({ ...context, schedules: [schedule] }));
  const secret = await readSecret(context, request);
  const { checks, exports } = await checkAccess(context, request, targets, cursors, secret.text);
  return {
    account: request.subdomain,
    checks: [checkSchedule(context, schedule), secret.check, ...checks, bucket, tableCheck],
    exports,
  };
}

function checkSchedule(context: Context, { enabled, expression, request }: ExportSchedule): Check {
  return enabled
    ? ok('schedule', `enabled, ${expression}`)
    : failed(
        'schedule',
        'disabled, so no run starts automatically',
        `Run ${suggestCommand(context, 'resume', request.subdomain)}`,
      );
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

async function checkTable(
  { clients, stack }: Context,
  targets: readonly Target[],
): Promise<{ readonly check: Check; readonly cursors: Cursors }> {
  try {
    const cursors = await mapConcurrently(
      targets,
      LOOKUP_CONCURRENCY,
      async ({ id }) => [id, await readCursor(clients.dynamoDb, stack.table, id)] as const,
    );
    const missing = cursors.filter(([, cursor]) => cursor === undefined).length;
    const note = missing === 0 ? '' : ` (${missing} of ${targets.length} exports have not run yet)`;
    return { check: ok('table', `${stack.table}${note}`), cursors: new Map(cursors) };
  } catch (error) {
    const detail = `${stack.table} could not be read (${getErrorName(error)})`;
    const check = failed('table', detail, suggestAccess(error, 'table', 'dynamodb:GetItem'));
    return { check, cursors: new Map() };
  }
}

const suggestAccess = (error: unknown, kind: string, action: string): string =>
  isAccessDenied(error)
    ? `Grant your AWS identity ${action} on the ${kind}. The function has its own role.`
    : `Check that the ${kind} still exists in this region. If it does not, redeploy the stack.`;

const render = (style: Style, { account, checks, exports }: AccountReport): string =>
  [style.bold(account), ...renderChecks(style, [...checks, ...exports])].join('\n');
