import { pluralize } from '#common/format.ts';
import { differences } from './compare.ts';
import type { Engine, Progress } from './engine.ts';
import { errorText } from './error-text.ts';
import type { CheckResult } from './results.ts';
import type { Lake, Session, Table } from './session.ts';
import { canRead, shapesIn } from './scope.ts';
import { shapesOf } from './views.ts';

/** The reference's answers, by lake and view. */
export type References = ReadonlyMap<Lake, ReadonlyMap<string, Table>>;

/** @throws Error if the reference cannot read a lake, or finds no tickets in it */
export async function readReferences(reference: Session, lakes: readonly Lake[]): Promise<References> {
  const all = new Map<Lake, ReadonlyMap<string, Table>>();
  for (const lake of lakes) {
    await reference.open(lake);
    const tables = new Map<string, Table>();
    for (const view of shapesOf(lake.layout).keys()) tables.set(view, await reference.rows(view));
    if (tables.get('tickets_latest')?.rows.length === 0) throw new Error(`${lake.name} has no tickets`);
    all.set(lake, tables);
  }
  return all;
}

/** Compares all views over all lakes with the reference. */
export async function checkViews(
  { scope }: Pick<Engine, 'scope'>,
  session: Session,
  references: References,
  progress: Progress,
): Promise<CheckResult> {
  const failures: string[] = [];
  let equal = 0;
  let rows = 0;
  for (const [lake, tables] of references) {
    if (!canRead(scope, lake)) continue;
    const wrong = await attempt(lake.name, () => session.open(lake));
    failures.push(...wrong);
    if (wrong.length > 0) continue;
    for (const [view, shape] of shapesIn(scope, lake.layout)) {
      const reference = tables.get(view) ?? { columns: [], rows: [] };
      progress(`${lake.name}, ${view}`);
      const where = `${lake.name}, ${view}`;
      const found = await attempt(where, async () => differences(reference, await session.rows(view), shape));
      failures.push(...found);
      equal += found.length === 0 ? 1 : 0;
      rows += reference.rows.length;
    }
  }
  const notRun = Object.entries(scope?.except ?? {}).map(([view, reason]) => `${view}: ${reason}`);
  return { check: 'views', passed: `${pluralize(equal, 'view')}, ${pluralize(rows, 'row')}`, failures, notRun };
}

/** Returns the task's findings with their place, or the engine's error. */
export async function attempt(where: string, task: () => Promise<string[] | void>): Promise<string[]> {
  try {
    return ((await task()) ?? []).map((each) => `${where}: ${each}`);
  } catch (error) {
    return [`${where}: ${errorText(error)}`];
  }
}
