import { SingleBar } from 'cli-progress';
import type { Output } from '../io.ts';

/** A progress bar. */
export type Progress = {
  /** Adds this many items to the total. */
  readonly addTotal: (count: number) => void;
  readonly increment: () => void;
  readonly stop: () => void;
};

/** Opens a progress bar. It prints nothing unless the output is a terminal. */
export function openProgress(output: Output, label: string): Progress {
  if (output.isTTY !== true) return { addTotal: () => undefined, increment: () => undefined, stop: () => undefined };
  let total = 0;
  const bar = new SingleBar({
    stream: output,
    format: `${label} {bar} {value} of {total}`,
    clearOnComplete: true,
    // Otherwise cli-progress installs its own handler for Ctrl-C.
    hideCursor: false,
    gracefulExit: false,
  });
  return {
    addTotal(count) {
      total += count;
      if (bar.isActive) bar.setTotal(total);
      else if (count > 0) bar.start(total, 0);
    },
    increment: () => bar.increment(),
    stop: () => bar.stop(),
  };
}
