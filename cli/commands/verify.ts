import { LISTING_CONCURRENCY } from '../aws/clients.ts';
import { mapConcurrently } from '#common/concurrently.ts';
import type { Context, Report } from '../context.ts';
import { EXIT } from '../exit.ts';
import { withProgress } from '../print/progress.ts';
import { listTargets, type ResourceOption, type Target } from '../targets.ts';
import { type ContentReport, isIntact } from '../core/content-report.ts';
import { readContents } from './verify-content.ts';
import { type Proof, type ProofOptions, prove } from './verify-proof.ts';
import { renderProofs } from './verify-view.ts';

/** Whether the objects of an export are complete, and with `--deep` whether they are intact. */
export type Verification = Proof & { readonly deep: ContentReport | null };

export type VerifyOptions = ResourceOption &
  ProofOptions & {
    /** Reads every object. */
    readonly deep?: boolean;
  };

/** Verifies that the objects of each export are complete. */
export async function verify(context: Context, options: VerifyOptions): Promise<Report> {
  const targets = listTargets(context, options);
  const proofs = await proveAll(context, targets, options);
  const volumes = new Map(proofs.map((proof) => [proof.export, proof]));
  const contents = options.deep === true ? await readContents(context, targets, volumes) : undefined;
  const exports: Verification[] = proofs.map((proof) => ({ ...proof, deep: contents?.get(proof.export) ?? null }));
  const isOk = exports.every(({ complete, deep }) => complete && isIntact(deep));
  const { expirationDays, snapshotExpirationDays } = context.stack;
  return {
    exitCode: isOk ? EXIT.ok : EXIT.failed,
    data: {
      ok: isOk,
      expirationDays: expirationDays ?? null,
      snapshotExpirationDays: snapshotExpirationDays ?? null,
      exports,
    },
    text: (style) => renderProofs(style, exports),
  };
}

const proveAll = (context: Context, targets: readonly Target[], options: ProofOptions): Promise<Proof[]> =>
  withProgress(context.io, (count) => {
    const counters = { listed: count('listing objects'), lookedUp: count('looking up metadata') };
    return mapConcurrently(targets, LISTING_CONCURRENCY, (target) => prove(context, target, options, counters));
  });
