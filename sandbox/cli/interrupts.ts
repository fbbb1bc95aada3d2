/** Stops the command after SIGINT (Ctrl-C) or SIGTERM. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

export type Interrupts = {
  readonly first: Promise<void>;
  readonly second: Promise<void>;
  /** Removes the signal handlers. */
  ignore(): void;
};

/** Handles SIGINT (Ctrl-C) and SIGTERM, so that they do not end the process immediately. */
export function listenForInterrupts(): Interrupts {
  const first = Promise.withResolvers<void>();
  const second = Promise.withResolvers<void>();
  let received = 0;
  const onSignal = (): void => {
    received += 1;
    (received === 1 ? first : second).resolve();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return {
    first: first.promise,
    second: second.promise,
    ignore: () => void process.off('SIGINT', onSignal).off('SIGTERM', onSignal),
  };
}

/**
 * Returns the work's result.
 *
 * @throws Interrupted if the interrupt comes first
 */
export function unlessInterrupted<Result>(work: Promise<Result>, interrupt: Promise<void>): Promise<Result> {
  const interrupted = interrupt.then(() => Promise.reject<Result>(new Interrupted('interrupted')));
  return Promise.race([work, interrupted]);
}
