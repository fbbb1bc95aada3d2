import { SingleBar } from 'cli-progress';
import type { Output } from '../io.ts';

/** Shows how far something has got. */
export type Progress = {
  /** So many more are to be done. */
  readonly expect: (more: number) => void;
  readonly done: () => void;
  readonly end: () => void;
};

/** A bar on a terminal, and nothing elsewhere. */
export function openProgress(output: Output, what: string): Progress {
  if (output.isTTY !== true) return { expect: () => undefined, done: () => undefined, end: () => undefined };
  let total = 0;
  const bar = new SingleBar({
    stream: output,
    format: `${what} {bar} {value} of {total}`,
    clearOnComplete: true,
    // Neither changes what Ctrl-C does to the process.
    hideCursor: false,
    gracefulExit: false,
  });
  return {
    expect(more) {
      total += more;
      if (bar.isActive) bar.setTotal(total);
      else if (more > 0) bar.start(total, 0);
    },
    done: () => bar.increment(),
    end: () => bar.stop(),
  };
}
