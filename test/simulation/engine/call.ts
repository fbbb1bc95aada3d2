import type { Process, WokenTimers } from './process.ts';
import type { Timeline } from './timeline.ts';

/** What goes wrong around one call, whatever it is for. Times are milliseconds. */
export type CallFault =
  /** The process dies: before the request has left, after it has had its effect, or while it is still on its way. */
  | { readonly kind: 'crash'; readonly when: 'before' | 'after' | 'underway'; readonly ms: number }
  /**
   * The process freezes before the request has left or before the answer has come, and wakes later, when the
   * connection still stands or does not.
   */
  | {
      readonly kind: 'freeze';
      readonly when: 'before' | 'after';
      readonly ms: number;
      readonly wakes: 'connected' | 'disconnected';
      readonly timers: WokenTimers;
    }
  /** The request, or its answer, takes that much longer. */
  | { readonly kind: 'slow'; readonly which: 'request' | 'answer'; readonly ms: number }
  /** No answer ever comes. */
  | { readonly kind: 'hang'; readonly when: 'before' | 'after' };

/** Carries a request out. Returns what the caller gets and how long after that. */
export type Effect<T> = () => { readonly tell: (caller: Caller<T>) => void; readonly afterMs: number };
export type Caller<T> = { resolve(value: T): void; reject(error: Error): void };

export type Call<T> = {
  readonly process: Process;
  readonly timeline: Timeline;
  /** How long the way there takes (ms), and the way back. */
  readonly latencyMs: number;
  readonly fault: CallFault | undefined;
  readonly signal: AbortSignal;
  readonly effect: Effect<T>;
  /** What a client says of a connection that is gone. */
  readonly disconnected: () => Error;
};

/**
 * One call from a process to a service: the request travels, has its effect, and the answer travels back. Only the
 * last concerns the process: a request that has left arrives, whatever becomes of who sent it.
 */
export function call<T>({ process, timeline, latencyMs, fault, signal, effect, disconnected }: Call<T>): Promise<T> {
  const { promise, ...caller } = Promise.withResolvers<T>();
  signal.addEventListener('abort', () => caller.reject(disconnected()), { once: true });

  const slow = (which: 'request' | 'answer'): number =>
    latencyMs + (fault?.kind === 'slow' && fault.which === which ? fault.ms : 0);
  const fail = (): void => process.answer(timeline.now(), () => caller.reject(disconnected()));

  /** Lets the request arrive in so many milliseconds. */
  function send(afterMs: number): void {
    timeline.at(timeline.now() + afterMs, () => {
      const came = effect();
      if (fault?.kind === 'crash') return process.kill();
      if (fault?.kind === 'hang') return;
      if (fault?.kind === 'freeze' && fault.when === 'after') {
        process.freeze(fault.ms, fault.timers);
        if (fault.wakes === 'disconnected') return fail();
      }
      process.answer(timeline.now() + came.afterMs + slow('answer'), () => came.tell(caller));
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
