import { HeadBucketCommand } from '@aws-sdk/client-s3';
import { isOtherRegion } from '#functions/export/aws/call.ts';
import { LOOKUP_CONCURRENCY } from '../aws/clients.ts';
import { mapConcurrently } from '#common/concurrently.ts';
import { describeInvalid, readCursor } from '../aws/cursor.ts';
import { getErrorName, isAccessDenied } from '../aws/errors.ts';
import type { ExportSchedule } from '../aws/schedules.ts';
import { formatDuration } from '#common/format.ts';
import type { Context, Report } from '../context.ts';
import { type Check, failed, ok, unknown } from '../core/checks.ts';
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
  const bucket = checkBucket(context);
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
  bucket: Promise<Check>,
): Promise<AccountReport> {
  const { request } = schedule;
  // All of the account's exports: an answer to one of them shows that the credentials work.
  const all = listTargets({ ...context, schedules: [schedule] });
  const [bucketCheck, { check: tableCheck, cursors }, secret] = await Promise.all([
    bucket,
    checkTable(context, all),
    readSecret(context, request),
  ]);
  const { checks, exports } = await checkAccess(context, request, targets, cursors, secret.text);
  return {
    account: request.subdomain,
    checks: [
      checkSchedule(context, schedule),
      checkRuns(context, all, cursors),
      secret.check,
      ...checks,
      bucketCheck,
      tableCheck,
    ],
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

/** Checks that runs still take place. An export that is not due leaves no trace, so each has its own limit. */
function checkRuns({ io }: Context, targets: readonly Target[], cursors: Cursors): Check {
  const now = Math.floor(io.now() / 1000);
  const runs = targets.flatMap(({ id, exportOptions: { staleSeconds } }) => {
    const at = cursors.get(id)?.lastRunAt;
    return at === undefined ? [] : [{ at, isLate: now - at >= staleSeconds }];
  });
  if (runs.length === 0) return unknown('runs', 'not checked: no run has ended yet');
  const detail = `the last one ended ${formatDuration(now - Math.max(...runs.map(({ at }) => at)), 1)} ago`;
  if (runs.some(({ isLate }) => !isLate)) return ok('runs', detail);
  return failed(
    'runs',
    detail,
    'See "Not running" in docs/runbook.md: look at the schedule, the function and its logs.',
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
    const invalid = cursors.flatMap(([id, cursor]) =>
      cursor === undefined || cursor.invalid.length === 0 ? [] : [describeInvalid(id, stack.table, cursor)],
    );
    if (invalid.length > 0) {
      const fix = 'Correct the attributes in the table. A run of these exports fails until then.';
      return { check: failed('table', invalid.join(' '), fix), cursors: new Map(cursors) };
    }
    const missing = cursors.filter(([, cursor]) => cursor === undefined).length;
    const note = missing === 0 ? '' : ` (${missing} of ${targets.length} exports have not run yet)`;
    return { check: ok('table', `${stack.table}${note}`), cursors: new Map(cursors) };
  } catch (error) {
    const detail = `${stack.table} could not be read (${getErrorName(error)})`;
    const check = failed('table', detail, suggestAccess(error, 'table', 'dynamodb:GetItem'));
    return { check, cursors: new Map() };
  }
}

function suggestAccess(error: unknown, kind: string, action: string): string {
  if (isOtherRegion(error)) return `The ${kind} is in another region. Use a bucket in the region of the stack.`;
  return isAccessDenied(error)
    ? `Grant your AWS identity ${action} on the ${kind}. The function has its own role.`
    : `Check that the ${kind} still exists in this region. If it does not, redeploy the stack.`;
}

const render = (style: Style, { account, checks, exports }: AccountReport): string =>
  [style.bold(account), ...renderChecks(style, [...checks, ...exports])].join('\n');
