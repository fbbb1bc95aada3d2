import { formatFolder } from '#common/object-key.ts';
import type { ListResource } from '#functions/export/core/resource.ts';
import { configSchema } from '#infra/config/config-schema.ts';
import { firstDayOf } from '#infra/config/first-day.ts';
import { type Cursor, describeInvalid, readCursor, toChainCursor } from '../aws/cursor.ts';
import { daysUntilExpired, isExpiredAfter } from '../core/expiration.ts';
import { observe, type Stored } from '../core/listed-object.ts';
import { type LookUp, proveChain, type Verdict } from '../core/prove-chain.ts';
import { type ListFacts, proveSnapshots, rewindTime, type SnapshotsVerdict } from '../core/prove-snapshots.ts';
import type { Context } from '../context.ts';
import type { Counter } from '../print/progress.ts';
import { suggestRewind, type Target } from '../targets.ts';

/** Whether the objects of an export are complete. */
export type Proof = Verdict & {
  readonly export: string;
  readonly complete: boolean;
  /** Compressed, as stored. */
  readonly bytes: number;
  /** Of a list: its snapshots. Null for all other exports. */
  readonly snapshots: SnapshotsVerdict | null;
  /** Days after which the objects of the export expire; null if the stack sets no expiration. */
  readonly expirationDays: number | null;
  /** The command that closes the gaps; null if there are no gaps. */
  readonly rewind: string | null;
  /** Objects that the tables with `dt` do not read, because their day is before `firstDay`; null if there are none. */
  readonly beforeFirstDay: { readonly objects: number; readonly firstDay: string } | null;
  /** The reason why the position in the cursor item is unknown; null if it is known. */
  readonly problem: string | null;
};

export type ProofOptions = {
  /** Starts at the oldest object, as if the stack had an expiration rule. */
  readonly fromOldest?: boolean;
};

/** Counts the objects listed and looked up. */
export type ProofCounters = { readonly listed: Counter; readonly lookedUp: Counter };

/** Verifies that the objects of an export are complete. */
export async function prove(
  context: Context,
  target: Target,
  { fromOldest = false }: ProofOptions,
  counters: ProofCounters,
): Promise<Proof> {
  const { clients, stack } = context;
  // The cursor first, so that the listing contains every object that the cursor covers.
  const cursor = await readCursor(clients.dynamoDb, stack.table, target.id);
  const days = daysUntilExpired(target.resource, stack);
  const proven = await proveExport(context, target, { cursor, days, fromOldest }, counters);
  const isValid = cursor === undefined || cursor.invalid.length === 0;
  return {
    export: target.id,
    ...proven,
    complete: proven.complete && isValid,
    problem: isValid ? null : describeInvalid(target.id, stack.table, cursor),
    expirationDays: days ?? null,
  };
}

type ProofInput = {
  readonly cursor: Cursor | undefined;
  /** Days after which objects expire. */
  readonly days: number | undefined;
  readonly fromOldest: boolean;
};

type Proven = Omit<Proof, 'export' | 'expirationDays' | 'problem'>;

async function proveExport(
  context: Context,
  target: Target,
  input: ProofInput,
  { listed, lookedUp }: ProofCounters,
): Promise<Proven> {
  const lookUp: LookUp = (objects) => {
    lookedUp.addTotal(objects.length);
    return context.lake.metadata(objects, lookedUp.add);
  };
  let bytes = 0;
  const onObject = (object: Stored): void => {
    bytes += object.bytes;
    listed.add();
  };
  const { resource } = target;
  const proven =
    resource.kind === 'list'
      ? await proveList(context, { ...target, resource }, input, onObject, lookUp)
      : await proveIncremental(context, target, input, onObject, lookUp);
  return { ...proven, bytes };
}

async function proveIncremental(
  context: Context,
  target: Target,
  { cursor, days, fromOldest }: ProofInput,
  onObject: (object: Stored) => void,
  lookUp: LookUp,
): Promise<Omit<Proven, 'bytes'>> {
  const firstDay = readFirstDay(context);
  const firstSecond = firstDay === undefined ? 0 : Date.parse(firstDay) / 1000;
  let before = 0;
  const objects = observe(context.lake.list(formatFolder(target.folder)), (object) => {
    onObject(object);
    if (object.endTime < firstSecond) before += 1;
  });
  const chainCursor = cursor === undefined ? undefined : toChainCursor(cursor);
  const verdict = await proveChain(objects, chainCursor, fromOldest || days !== undefined, lookUp);
  const [first] = verdict.gaps;
  return {
    complete: first === undefined,
    ...verdict,
    snapshots: null,
    beforeFirstDay: firstDay === undefined || before === 0 ? null : { objects: before, firstDay },
    rewind: first === undefined ? null : suggestRewind(context, target, first.from),
  };
}

/** Returns the first day of the tables with `dt`; undefined if there are none. */
function readFirstDay({ stack, io }: Context): string | undefined {
  const deployed = configSchema.safeParse(stack.configuration);
  if (!deployed.success || deployed.data.catalog === false) return undefined;
  return firstDayOf(deployed.data.accounts, io.now());
}

async function proveList(
  context: Context,
  target: Target & { readonly resource: ListResource },
  { cursor: item, days, fromOldest }: ProofInput,
  onObject: (object: Stored) => void,
  lookUp: LookUp,
): Promise<Omit<Proven, 'bytes'>> {
  const { window } = target.resource;
  const cursor: ListFacts['cursor'] = item ?? {};
  const facts: ListFacts = {
    cursor,
    hasWindow: window !== undefined,
    isExpired: isExpiredAfter(days, context.io.now),
    fromOldest,
    expires: fromOldest || days !== undefined,
  };
  const pages = observe(context.lake.listPages(formatFolder(target.folder)), onObject);
  const verdict = await proveSnapshots(pages, facts, lookUp);
  const complete = verdict.gaps.length === 0 && verdict.snapshots.missing.length === 0;
  const to = rewindTime(verdict, cursor, window?.seconds ?? 0);
  return { complete, ...verdict, beforeFirstDay: null, rewind: complete ? null : suggestRewind(context, target, to) };
}
