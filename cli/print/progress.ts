import { progress } from '@clack/prompts';
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
  let total = 0;
  let finished = 0;
  let bar: ReturnType<typeof progress> | undefined;
  const close = (): void => {
    bar?.clear();
    bar = undefined;
  };
  return {
    expect(more) {
      total += more;
      if (output.isTTY !== true || more === 0) return;
      close();
      bar = progress({ max: total, output, withGuide: false });
      bar.start(what);
      bar.advance(finished, what);
    },
    done() {
      finished += 1;
      bar?.advance(1, `${what} ${finished} of ${total}`);
    },
    end: close,
  };
}
