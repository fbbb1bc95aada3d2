import { formatSnapshotKey, type SnapshotKey } from '#common/snapshot-key.ts';
import type { ListedPage } from '#cli/core/listed-object.ts';

const FOLDER = { prefix: 'zendesk', dataset: 'groups', subdomain: 'acme' };

/** A page of a snapshot. */
export type PagePlan = Pick<SnapshotKey, 'snapshot' | 'page'> & {
  readonly isLast?: boolean;
  readonly parent?: string;
  /** The number of the copy, if an interrupted run has landed the page twice. */
  readonly copy?: number;
};

/** Returns pages as a listing of the bucket shows them, in the order of their keys. */
export function listPages(plans: readonly PagePlan[]): ListedPage[] {
  const pages = plans.map(({ copy = 0, isLast = false, ...plan }): ListedPage => {
    const digest = (copy * 7919 + plan.page * 104_729).toString(16).padStart(12, '0');
    const name: SnapshotKey = { ...FOLDER, ...plan, isLast, digest, isGzip: true };
    return { ...name, key: formatSnapshotKey(name), bytes: 1, lastModifiedMs: 0 };
  });
  return pages.toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

/** Plans the pages of a complete snapshot. */
export const planSnapshot = (snapshot: number, pages: number): PagePlan[] =>
  Array.from({ length: pages }, (_, n) => ({ snapshot, page: n + 1, isLast: n + 1 === pages }));
