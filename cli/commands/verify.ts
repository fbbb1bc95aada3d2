import type { Gap } from '#catalog/chain.ts';
import { formatFolder } from '#common/object-key.ts';
import { readCursor, toChainCursor } from '../aws/cursor.ts';
import { proveChain, type Verdict } from '../core/prove-chain.ts';
import { type Context, listTargets, type Report, suggestCommand, type Target } from '../context.ts';
import { EXIT } from '../exit.ts';
import { openProgress, type Progress } from '../print/progress.ts';
import type { Style } from '../print/style.ts';
import { formatCount, formatTime, pluralize } from '#common/format.ts';
import { checkObjects, type Damage } from './verify-content.ts';

/** Whether the objects of an export are complete, and with `--deep` whether they are intact. */
type Proof = Verdict & {
  readonly export: string;
  readonly complete: boolean;
  /** The command that re-exports from the first gap; null if there are no gaps. */
  readonly rewind: string | null;
  readonly deep: { readonly checked: number; readonly damaged: readonly Damage[] } | null;
};

export type VerifyOptions = {
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
    for (const target of listTargets(context)) proofs.push(await prove(context, target, options, progress));
  } finally {
    progress.stop();
  }
  const isOk = proofs.every(({ complete, deep }) => complete && (deep?.damaged ?? []).length === 0);
  const { expirationDays } = context.stack;
  return {
    exitCode: isOk ? EXIT.ok : EXIT.failed,
    data: { ok: isOk, expirationDays: expirationDays ?? null, exports: proofs },
    text: (style) => proofs.map((proof) => render(style, proof, expirationDays)).join('\n\n'),
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
    rewind:
      first === undefined
        ? null
        : suggestCommand(context, `rewind --to ${formatTime(first.from)}`, target.request.subdomain),
    deep: deep ? await checkObjects(context, target, objects, progress) : null,
  };
}

const formatInterval = ({ from, to }: Gap): string =>
  from === to ? `within the second ${formatTime(from)}` : `from ${formatTime(from)} to ${formatTime(to)}`;

function render(style: Style, proof: Proof, expirationDays: number | undefined): string {
  const { range, gaps, objects, lookedUp, rewind, deep } = proof;
  const cross = style.red('✘');
  const check = style.green('✔');
  const lines = [style.bold(proof.export)];
  if (range === null) lines.push(`${check} nothing landed yet`);
  else if (proof.complete) {
    const lookups = lookedUp === 0 ? '' : `, metadata of ${formatCount(lookedUp)} checked`;
    lines.push(`${check} no gap ${formatInterval(range)} (${pluralize(objects, 'object')}${lookups})`);
  }
  if (proof.beganAtOldest) {
    const reason = expirationDays === undefined ? '--from-oldest' : `objects expire after ${expirationDays} days`;
    lines.push(`  Verified from the oldest object on (${reason}).`);
  }
  lines.push(...gaps.map((gap) => `${cross} gap ${formatInterval(gap)}`));
  if (rewind !== null) lines.push(`  To re-export from there: ${rewind}`);
  if (deep !== null) {
    const intact = deep.checked - deep.damaged.length;
    lines.push(
      `${deep.damaged.length === 0 ? check : cross} ${formatCount(intact)} of ${pluralize(deep.checked, 'object')} intact`,
    );
    lines.push(...deep.damaged.map(({ key, problems }) => `${cross} ${key}: ${problems.join('; ')}`));
  }
  return lines.join('\n');
}
