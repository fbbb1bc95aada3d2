import { SingleBar } from 'cli-progress';
import { formatCount } from '#common/format.ts';
import type { Io } from '../io.ts';

/** Counts one kind of work: `listing objects 12,345`, or with a total `reading 1.2 GB of 3 GB`. */
export type Counter = {
  /** Adds to the total. Without a total, only the count is shown. */
  readonly addTotal: (amount: number) => void;
  /** @param amount - default: 1 */
  readonly add: (amount?: number) => void;
};

/** Shows how much of a long command is done. */
export type Progress = {
  /**
   * Adds a counter.
   * @param format - default: as a number
   */
  readonly count: (label: string, format?: (amount: number) => string) => Counter;
  readonly stop: () => void;
};

/** The time between two lines if no terminal is attached. */
const LINE_INTERVAL_MS = 10_000;

/** Opens the display of progress: one changing line on a terminal, otherwise a line every ten seconds. */
export function openProgress({ err, now }: Pick<Io, 'err' | 'now'>): Progress {
  const texts: (() => string)[] = [];
  const render = (): string => texts.flatMap((text) => text() || []).join(', ');
  const display = err.isTTY === true ? openLine(err, render) : openLog({ err, now }, render);
  return {
    count(label, format = formatCount) {
      let [done, total] = [0, 0];
      texts.push(() => describeCount(label, format, done, total));
      return {
        addTotal(amount) {
          total += amount;
        },
        add(amount = 1) {
          done += amount;
          display.update();
        },
      };
    },
    stop: display.stop,
  };
}

/** Shows progress until the work ends. */
export async function withProgress<Result>(
  io: Pick<Io, 'err' | 'now'>,
  work: (count: Progress['count']) => Promise<Result>,
): Promise<Result> {
  const progress = openProgress(io);
  try {
    return await work(progress.count);
  } finally {
    progress.stop();
  }
}

function describeCount(label: string, format: (amount: number) => string, done: number, total: number): string {
  if (total === 0 && done === 0) return '';
  return `${label} ${format(done)}${total === 0 ? '' : ` of ${format(total)}`}`;
}

type Display = { readonly update: () => void; readonly stop: () => void };

function openLine(stream: Io['err'], render: () => string): Display {
  const bar = new SingleBar({
    stream,
    format: render,
    clearOnComplete: true,
    // Otherwise cli-progress installs its own handler for Ctrl-C.
    hideCursor: false,
    gracefulExit: false,
  });
  return {
    update() {
      // The bar draws itself from then on.
      if (!bar.isActive) bar.start(1, 0);
    },
    stop: () => bar.stop(),
  };
}

function openLog({ err, now }: Pick<Io, 'err' | 'now'>, render: () => string): Display {
  let shownAt = now();
  return {
    update() {
      if (now() - shownAt < LINE_INTERVAL_MS) return;
      shownAt = now();
      err.write(`${render()}\n`);
    },
    stop: () => undefined,
  };
}
