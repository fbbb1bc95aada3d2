import type { Process, WokenTimers } from './process.ts';
import type { Timeline } from './timeline.ts';

/** A fault of one call to any service. Times are milliseconds. */
export type CallFault =
  /** The process crashes: before the request is sent, after its effect, or while it is in transit. */
  | { readonly kind: 'crash'; readonly when: 'before' | 'after' | 'underway'; readonly ms: number }
  /**
   * The process freezes before the request is sent or before the response arrives, and wakes later. Its connection may be
   * closed by then.
   */
  | {
      readonly kind: 'freeze';
      readonly when: 'before' | 'after';
      readonly ms: number;
      readonly wakes: 'connected' | 'disconnected';
      readonly timers: WokenTimers;
    }
  /** The request or its response takes longer by `ms`. */
  | { readonly kind: 'slow'; readonly which: 'request' | 'answer'; readonly ms: number }
  /** The response never arrives. */
  | { readonly kind: 'hang'; readonly when: 'before' | 'after' };

/** Carries out a request. Returns the response for the caller and its delay (ms). */
export type Effect<T> = () => { readonly deliver: (caller: Caller<T>) => void; readonly afterMs: number };
export type Caller<T> = { resolve(value: T): void; reject(error: Error): void };

export type Call<T> = {
  readonly process: Process;
  readonly timeline: Timeline;
  /** One-way latency (ms). */
  readonly latencyMs: number;
  readonly fault: CallFault | undefined;
  readonly signal: AbortSignal;
  readonly effect: Effect<T>;
  /** Creates the client's error for a closed connection. */
  readonly disconnected: () => Error;
};

/**
 * Simulates one call from a process to a service: the request is in transit, takes effect, and the response returns. A sent
 * request takes effect even if the process crashes or freezes meanwhile.
 */
export function call<T>({ process, timeline, latencyMs, fault, signal, effect, disconnected }: Call<T>): Promise<T> {
  const { promise, ...caller } = Promise.withResolvers<T>();
  signal.addEventListener('abort', () => caller.reject(disconnected()), { once: true });

  const slow = (which: 'request' | 'answer'): number =>
    latencyMs + (fault?.kind === 'slow' && fault.which === which ? fault.ms : 0);
  const fail = (): void => process.answer(timeline.now(), () => caller.reject(disconnected()));

  /** Sends the request, which arrives after `afterMs`. */
  function send(afterMs: number): void {
    timeline.at(timeline.now() + afterMs, () => {
      const response = effect();
      if (fault?.kind === 'crash') return process.kill();
      if (fault?.kind === 'hang') return;
      if (fault?.kind === 'freeze' && fault.when === 'after') {
        process.freeze(fault.ms, fault.timers);
        if (fault.wakes === 'disconnected') return fail();
      }
      process.answer(timeline.now() + response.afterMs + slow('answer'), () => response.deliver(caller));
    });
  }

  if (signal.aborted) caller.reject(disconnected());
  else if (fault?.kind === 'crash' && fault.when !== 'after') {
    process.kill();
    if (fault.when === 'underway') send(latencyMs + fault.ms);
  } else if (fault?.kind === 'freeze' && fault.when === 'before') {
    process.freeze(fault.ms, fault.timers);
    if (fault.wakes === 'disconnected') fail();
    else send(fault.ms + latencyMs);
  } else if (!(fault?.kind === 'hang' && fault.when === 'before')) send(slow('request'));
  return promise;
}
