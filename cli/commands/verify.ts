import type { Gap } from '#catalog/chain.ts';
import { formatFolder } from '#common/object-key.ts';
import { readCursor, toChainCursor } from '../aws/cursor.ts';
import { proveChain, type Verdict } from '../core/prove-chain.ts';
import { suggestCommand, type Context, type Report, type Target, targetsOf } from '../context.ts';
import { EXIT } from '../exit.ts';
import { openProgress, type Progress } from '../print/progress.ts';
import type { Style } from '../print/style.ts';
import { pluralize, formatTime } from '#common/format.ts';
import { checkObjects, type Damage } from './verify-content.ts';

/** Whether an export's objects are all there, and with `--deep` whether they are as they were landed. */
type Proof = Verdict & {
  readonly export: string;
  readonly complete: boolean;
  /** The command that has the gaps read again; null where there is none. */
  readonly rewind: string | null;
  readonly deep: { readonly checked: number; readonly damaged: readonly Damage[] } | null;
};

export type VerifyOptions = {
  /** Reads every object. */
  readonly deep?: boolean;
  /** Begins at the oldest object, as if the stack let objects expire. */
  readonly fromOldest?: boolean;
};

export async function verify(context: Context, options: VerifyOptions): Promise<Report> {
  const progress = openProgress(context.io.err, 'looking up objects');
  const proofs: Proof[] = [];
  try {
    for (const target of targetsOf(context)) proofs.push(await prove(context, target, options, progress));
  } finally {
    progress.end();
  }
  const isWhole = proofs.every(({ complete, deep }) => complete && (deep?.damaged ?? []).length === 0);
  const { expirationDays } = context.stack;
  return {
    exitCode: isWhole ? EXIT.ok : EXIT.failed,
    data: { ok: isWhole, expirationDays: expirationDays ?? null, exports: proofs },
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
  // The cursor first: what lands meanwhile is not demanded, but what it promises is listed.
  const cursor = await readCursor(clients.dynamoDb, stack.table, target.id);
  const objects = await lake.list(formatFolder(target.folder));
  const expires = fromOldest || stack.expirationDays !== undefined;
  const promised = cursor === undefined ? undefined : toChainCursor(cursor);
  const verdict = await proveChain(objects, promised, expires, (asked) => {
    progress.expect(asked.length);
    return lake.metadata(asked, progress.done);
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

const interval = ({ from, to }: Gap): string =>
  from === to ? `within the second ${formatTime(from)}` : `from ${formatTime(from)} to ${formatTime(to)}`;

function render(style: Style, proof: Proof, expirationDays: number | undefined): string {
  const { range, gaps, objects, lookedUp, rewind, deep } = proof;
  const bad = style.red('✘');
  const good = style.green('✔');
  const lines = [style.bold(proof.export)];
  if (range === null) lines.push(`${good} nothing has been read yet, so nothing can be missing`);
  else if (proof.complete) {
    lines.push(
      `${good} no gap ${interval(range)}: ${pluralize(objects, 'object')}${lookedUp === 0 ? '' : `, ${lookedUp} of them looked up`}`,
    );
  }
  if (proof.beganAtOldest) {
    const why = expirationDays === undefined ? 'As asked for' : `Objects expire after ${expirationDays} days`;
    lines.push(`  ${why}: proved from the oldest object on.`);
  }
  lines.push(...gaps.map((gap) => `${bad} a gap ${interval(gap)}`));
  if (rewind !== null) lines.push(`  This reads it again: ${rewind}`);
  if (deep !== null) {
    const sound = deep.checked - deep.damaged.length;
    lines.push(
      `${deep.damaged.length === 0 ? good : bad} ${pluralize(sound, 'object')} of ${deep.checked} as they were landed`,
    );
    lines.push(...deep.damaged.map(({ key, problems }) => `${bad} ${key}: ${problems.join('; ')}`));
  }
  return lines.join('\n');
}
