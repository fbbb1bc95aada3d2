/** Ctrl-C, or a request to end, arrived when nothing was left to finish first. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

export type Interrupts = {
  readonly first: Promise<void>;
  readonly second: Promise<void>;
  ignore(): void;
};

/** Listens for Ctrl-C instead of letting it end the process in the middle of something. */
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

/** The work's result, unless the interrupt comes first. */
export function unlessInterrupted<Result>(work: Promise<Result>, interrupt: Promise<void>): Promise<Result> {
  const interrupted = interrupt.then(() => Promise.reject<Result>(new Interrupted('interrupted')));
  return Promise.race([work, interrupted]);
}
