import type { ExportRunner } from './export.ts';
import type { ExportFailure } from '../errors.ts';
import type { ExportResult, RunResult } from '../outcome.ts';

/** How an export ended. If it is `refused`, `settle` still has to decide. If it has `failed`, its error is recorded. */
type Ended = ExportResult | 'refused' | 'failed';

/** Errors in the order in which they occurred. */
type Failures = Map<ExportRunner, unknown>;

/**
 * Runs the exports side by side. They wait for each other only to share the rate limit and the memory. If one export
 * fails, the others continue. If Zendesk refuses a resource, the others show at the end whether this concerns the
 * resource alone.
 * @throws the first error after all exports have ended; its `errors` lists all failed exports
 */
export async function runExports(subdomain: string, exports: readonly ExportRunner[]): Promise<RunResult> {
  const failures: Failures = new Map();
  const drained = new Map<ExportRunner, Ended>();
  await Promise.all(inTurn(exports).map(async (each) => void drained.set(each, await drain(each, failures))));
  const othersReadAt = lastReadAtOf(exports);
  const ended = await Promise.all(
    exports.map(async (each) => {
      const end = drained.get(each);
      return end === 'refused' ? recordStep(each, failures, () => each.settle(othersReadAt)) : end;
    }),
  );
  const [first] = failures.values();
  if (first !== undefined) throw withFailures(first, failures);
  return { subdomain, exports: ended.filter((result) => typeof result === 'object') };
}

/**
 * Returns the exports in the order in which they start: those that Zendesk answered longest ago first. If the rate limit
 * allows only a few requests per run, no export starves over several runs.
 */
const inTurn = (exports: readonly ExportRunner[]): ExportRunner[] =>
  exports.toSorted((one, other) => (one.lastReadAt() ?? 0) - (other.lastReadAt() ?? 0));

/**
 * Reads and lands pages until the export ends. While one page lands, the next one is read, so that the run uses Zendesk's
 * rate limit fully:
 *
 *   read    page 1 │ page 2        │ page 3 …
 *   land           │ page 1 ✓      │ page 2 ✓ …     ✓ = checkpoint
 */
async function drain(each: ExportRunner, failures: Failures): Promise<Ended> {
  let landing: Promise<Ended | undefined> = Promise.resolve(undefined);
  for (;;) {
    const [read] = await Promise.allSettled([each.read()]);
    // Discard a page that was read ahead if the page before it did not land.
    const before = await landing;
    if (before !== undefined) return before;
    landing = recordStep(each, failures, async () => {
      if (read.status === 'rejected') throw read.reason;
      return read.value && each.land(read.value);
    });
    // Read ahead only after a page, because only a page leads to the next position.
    if (read.status === 'fulfilled' && read.value?.kind === 'page') continue;
    const ended = await landing;
    if (ended !== undefined) return ended;
  }
}

/** Runs one step of an export. If it throws, records the error and ends the export. */
async function recordStep<T>(each: ExportRunner, failures: Failures, step: () => Promise<T>): Promise<T | 'failed'> {
  try {
    return await step();
  } catch (error) {
    failures.set(each, error);
    await each.abandon(error);
    return 'failed';
  }
}

/** When Zendesk last returned a page for any of the exports, in epoch seconds. Refused exports do not count. */
function lastReadAtOf(exports: readonly ExportRunner[]): number | undefined {
  const times = exports.flatMap((each) => each.lastReadAt() ?? []);
  return times.length === 0 ? undefined : Math.max(...times);
}

function withFailures(first: unknown, failures: Failures): unknown {
  const errors = [...failures].map(([{ id }, error]): ExportFailure =>
    error instanceof Error
      ? { export: id, name: error.name, message: error.message }
      : { export: id, name: 'Error', message: 'unknown' },
  );
  return first instanceof Error ? Object.assign(first, { errors }) : first;
}
