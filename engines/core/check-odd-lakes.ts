import { compareWithExpected } from '../odd-lakes/compare.ts';
import type { OddAnswer, OddLake } from '../odd-lakes/odd-lake.ts';
import { canonicalInstant } from './canonical.ts';
import type { Engine, Progress } from './engine.ts';
import { type Ask, askAll, type OddOutcome } from './odd-answers.ts';
import type { CheckResult } from './results.ts';
import { layoutsIn } from './scope.ts';
import type { Cell, Lake, Session, Table } from './session.ts';
import { shapesOf } from './views.ts';

/** Compares the answers over all odd lakes with the expected ones, except for known limits of the engine. */
export async function checkOddLakes(
  engine: Pick<Engine, 'scope' | 'family' | 'unaskable'>,
  session: Session,
  lakes: readonly OddLake[],
  progress: Progress,
): Promise<CheckResult> {
  const inScope = lakes.filter(({ layout }) => layoutsIn(engine.scope).includes(layout));
  const limitOf = ({ name, limits }: OddLake): string | undefined => engine.unaskable?.[name] ?? limits[engine.family];
  const limited = inScope.filter((lake) => limitOf(lake) !== undefined);
  const asked = inScope.filter((lake) => !limited.includes(lake));
  const outcomes = await askAll(asked, askWith(engine, session, progress));
  const wrong = asked.flatMap((lake) => {
    const found = wrongIn(engine, lake, outcomes.get(lake));
    return found.length === 0 ? [] : [`${lake.name} ${lake.layout} (${lake.oddity}): ${found.join('; ')}`];
  });
  return {
    check: 'odd',
    passed: `${asked.length - wrong.length} of ${asked.length}`,
    failures: wrong,
    notRun: [...Map.groupBy(limited, limitOf)].map(
      ([limit, group]) => `${limit} (${[...new Set(group.map(({ name }) => name))].join(', ')})`,
    ),
  };
}

const knowsMalformed = ({ scope }: Pick<Engine, 'scope'>): boolean => scope?.views?.includes('malformed') ?? true;

const askWith =
  (engine: Pick<Engine, 'scope'>, session: Session, progress: Progress): Ask =>
  async (lake) => {
    progress(lake.name);
    await session.open(lake);
    const view = async (name: string): Promise<Rows> => recordsOf(name, await session.rows(name), lake);
    return { rows: await view('tickets_latest'), malformed: knowsMalformed(engine) ? await view('malformed') : [] };
  };

function wrongIn(engine: Pick<Engine, 'scope'>, lake: OddLake, outcome: OddOutcome = { error: 'not asked' }): string[] {
  if ('error' in outcome) return lake.expected.orError === true ? [] : [`ends with ${outcome.error}`];
  // An engine without the view cannot count unreadable records: only its rows are checked.
  const malformed = knowsMalformed(engine) ? outcome.malformed : asExpected(lake);
  return compareWithExpected(reducedTo(engine.scope?.columns, lake), { rows: outcome.rows, malformed });
}

/** Expects nothing of columns that the engine does not have. */
function reducedTo(columns: readonly string[] | undefined, lake: OddLake): OddLake {
  if (columns === undefined) return lake;
  const rows = lake.expected.rows.map((row) => ({
    ...row,
    columns: Object.fromEntries(Object.entries(row.columns).filter(([name]) => columns.includes(name))),
  }));
  return { ...lake, expected: { ...lake.expected, rows } };
}

type Rows = OddAnswer['rows'];

const asExpected = ({ expected }: OddLake): Rows =>
  expected.malformed.map(({ object, passedOver }) => ({
    landed_in: object,
    passed_over: typeof passedOver === 'number' ? passedOver : Math.max(...passedOver.anyOf),
  }));

function recordsOf(view: string, { columns, rows }: Table, { layout }: Lake): Rows {
  const types = new Map(
    shapesOf(layout)
      .get(view)
      ?.columns.map(({ name, type }) => [name, type]),
  );
  return rows.map((row) =>
    Object.fromEntries(
      columns.map((name, index) => {
        const cell = row[index] ?? null;
        const isInstant = types.get(name) === 'instant' && typeof cell === 'string';
        return [name, isInstant ? canonicalInstant(cell) : comparable(cell)];
      }),
    ),
  );
}

/** A number as the expected answers have it; one with more digits stays text. */
function comparable(cell: Cell): unknown {
  if (typeof cell === 'bigint') return Number.isSafeInteger(Number(cell)) ? Number(cell) : String(cell);
  return typeof cell === 'object' && cell !== null ? cell.map(comparable) : cell;
}
