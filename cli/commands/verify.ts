import { formatFolder } from '#common/object-key.ts';
import { readCursor, toChainCursor } from '../aws/cursor.ts';
import { proveChain, type Verdict } from '../core/prove-chain.ts';
import type { Context, Report } from '../context.ts';
import { EXIT } from '../exit.ts';
import { openProgress, type Progress } from '../print/progress.ts';
import { listTargets, type ResourceOption, suggestForExport, type Target } from '../targets.ts';
import { formatTime } from '#common/format.ts';
import { checkObjects, type Damage } from './verify-content.ts';
import { renderProofs } from './verify-view.ts';

/** Whether the objects of an export are complete, and with `--deep` whether they are intact. */
export type Proof = Verdict & {
  readonly export: string;
  readonly complete: boolean;
  /** The command that re-exports from the first gap; null if there are no gaps. */
  readonly rewind: string | null;
  readonly deep: { readonly checked: number; readonly damaged: readonly Damage[] } | null;
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
  const { expirationDays } = context.stack;
  return {
    exitCode: isOk ? EXIT.ok : EXIT.failed,
    data: { ok: isOk, expirationDays: expirationDays ?? null, exports: proofs },
    text: (style) => renderProofs(style, proofs, expirationDays),
  };
}

async function prove(
  context: Context,
  target: Target,
  { deep = false, fromOldest = false }: VerifyOptions,
  progress: Progress,
): Promise<Proof> {
  const { lake, clients, stack } = context;
  // The cursor first, so that the listing contains every object that the cursor covers.
  const cursor = await readCursor(clients.dynamoDb, stack.table, target.id);
  const objects = await lake.list(formatFolder(target.folder));
  const expires = fromOldest || stack.expirationDays !== undefined;
  const chainCursor = cursor === undefined ? undefined : toChainCursor(cursor);
  const verdict = await proveChain(objects, chainCursor, expires, (requested) => {
    progress.addTotal(requested.length);
    return lake.metadata(requested, progress.increment);
  });
  const [first] = verdict.gaps;
  return {
    export: target.id,
    complete: first === undefined,
    ...verdict,
    rewind: first === undefined ? null : suggestForExport(context, `rewind --to ${formatTime(first.from)}`, target),
    deep: deep ? await checkObjects(context, target, objects, progress) : null,
  };
}
