import { formatTime } from '#common/format.ts';
import { formatFolder } from '#common/object-key.ts';
import type { ListResource } from '#functions/export/core/resource.ts';
import { configSchema } from '#infra/config/config-schema.ts';
import { firstDayOf } from '#infra/config/first-day.ts';
import { type Cursor, describeInvalid, readCursor, toChainCursor } from '../aws/cursor.ts';
import { daysUntilExpired, isExpiredAfter } from '../core/expiration.ts';
import type { ListedObject } from '../core/listed-object.ts';
import { type LookUp, proveChain, type Verdict } from '../core/prove-chain.ts';
import { type ListFacts, proveSnapshots, rewindTime, type SnapshotsVerdict } from '../core/prove-snapshots.ts';
import type { Context, Report } from '../context.ts';
import { EXIT } from '../exit.ts';
import { openProgress, type Progress } from '../print/progress.ts';
import { listTargets, type ResourceOption, suggestRewind, type Target } from '../targets.ts';
import { checkObjects, type ContentReport } from './verify-content.ts';
import { renderProofs } from './verify-view.ts';

/** Whether the objects of an export are complete, and with `--deep` whether they are intact. */
export type Proof = Verdict & {
  readonly export: string;
  readonly complete: boolean;
  /** Of a list: its snapshots. Null for all other exports. */
  readonly snapshots: SnapshotsVerdict | null;
  /** Days after which the objects of the export expire; null if the stack sets no expiration. */
  readonly expirationDays: number | null;
  /** The command that closes the gaps; null if there are no gaps. */
  readonly rewind: string | null;
  readonly deep: ContentReport | null;
  /** Objects that the tables with `dt` do not read, because their day is before `firstDay`; null if there are none. */
  readonly beforeFirstDay: { readonly objects: number; readonly firstDay: string } | null;
  /** The reason why the position in the cursor item is unknown; null if it is known. */
  readonly problem: string | null;
};

export type VerifyOptions = ResourceOption & {
  /** Reads every object. */
  readonly deep?: boolean;
  /** Starts at the oldest object, as if the stack had an expiration rule. */
  readonly fromOldest?: boolean;
};

/** Verifies that the objects of each export are complete. */
export async function verify(context: Context, options: VerifyOptions): Promise<Report> {
  const progress = openProgress(context.io.err, 'looking up objects');
  const proofs: Proof[] = [];
  try {
    for (const target of listTargets(context, options)) proofs.push(await prove(context, target, options, progress));
  } finally {
    progress.stop();
  }
  const isOk = proofs.every(({ complete, deep }) => complete && (deep?.damaged ?? []).length === 0);
  const { expirationDays, snapshotExpirationDays } = context.stack;
  return {
    exitCode: isOk ? EXIT.ok : EXIT.failed,
    data: {
      ok: isOk,
      expirationDays: expirationDays ?? null,
      snapshotExpirationDays: snapshotExpirationDays ?? null,
      exports: proofs,
    },
    text: (style) => renderProofs(style, proofs),
  };
}

async function prove(
  context: Context,
  target: Target,
  { deep = false, fromOldest = false }: VerifyOptions,
  progress: Progress,
): Promise<Proof> {
  const { clients, stack } = context;
  // The cursor first, so that the listing contains every object that the cursor covers.
  const cursor = await readCursor(clients.dynamoDb, stack.table, target.id);
  const days = daysUntilExpired(target.resource, stack);
  const proven = await proveExport(context, target, { cursor, days, fromOldest }, progress);
  const isValid = cursor === undefined || cursor.invalid.length === 0;
  return {
    export: target.id,
    ...proven,
    complete: proven.complete && isValid,
    problem: isValid ? null : describeInvalid(target.id, stack.table, cursor),
    expirationDays: days ?? null,
    deep: deep ? await checkObjects(context, target, progress) : null,
  };
}

type ProofInput = {
  readonly cursor: Cursor | undefined;
  /** Days after which objects expire. */
  readonly days: number | undefined;
  readonly fromOldest: boolean;
};

type Proven = Omit<Proof, 'export' | 'expirationDays' | 'deep' | 'problem'>;

async function proveExport(context: Context, target: Target, input: ProofInput, progress: Progress): Promise<Proven> {
  const { resource, folder } = target;
  const { lake } = context;
  const lookUp: LookUp = (objects) => {
    progress.addTotal(objects.length);
    return lake.metadata(objects, progress.increment);
  };
  if (resource.kind === 'list') return proveList(context, target, resource, input, lookUp);
  const { cursor, days, fromOldest } = input;
  const objects = await lake.list(formatFolder(folder));
  const chainCursor = cursor === undefined ? undefined : toChainCursor(cursor);
  const verdict = await proveChain(objects, chainCursor, fromOldest || days !== undefined, lookUp);
  const [first] = verdict.gaps;
  return {
    complete: first === undefined,
    ...verdict,
    snapshots: null,
    beforeFirstDay: countBeforeFirstDay(objects, context),
    rewind: first === undefined ? null : suggestRewind(context, target, first.from),
  };
}

function countBeforeFirstDay(objects: readonly ListedObject[], { stack, io }: Context): Proof['beforeFirstDay'] {
  const deployed = configSchema.safeParse(stack.configuration);
  if (!deployed.success || deployed.data.catalog === false) return null;
  const firstDay = firstDayOf(deployed.data.accounts, io.now());
  const before = objects.filter(({ endTime }) => formatTime(endTime).slice(0, 10) < firstDay).length;
  return before === 0 ? null : { objects: before, firstDay };
}

async function proveList(
  context: Context,
  target: Target,
  { window }: ListResource,
  { cursor: item, days, fromOldest }: ProofInput,
  lookUp: LookUp,
): Promise<Proven> {
  const cursor: ListFacts['cursor'] = item ?? {};
  const facts: ListFacts = {
    cursor,
    hasWindow: window !== undefined,
    isExpired: isExpiredAfter(days, context.io.now),
    fromOldest,
    expires: fromOldest || days !== undefined,
  };
  const verdict = await proveSnapshots(context.lake.listPages(formatFolder(target.folder)), facts, lookUp);
  const complete = verdict.gaps.length === 0 && verdict.snapshots.missing.length === 0;
  const to = rewindTime(verdict, cursor, window?.seconds ?? 0);
  return { complete, ...verdict, beforeFirstDay: null, rewind: complete ? null : suggestRewind(context, target, to) };
}
