/** What host and process tell each other over the child's IPC channel. All of it is JSON, as Lambda's events are. */
export type ToProcess =
  | ({ readonly kind: 'invoke' } & InvocationRequest)
  /** The clock has been moved: its new `start` (epoch milliseconds). */
  | { readonly kind: 'time'; readonly start: number };

export type InvocationRequest = {
  readonly requestId: string;
  readonly event: unknown;
  /** Epoch milliseconds of the sandbox clock when the invocation's time is up. */
  readonly deadline: number;
};

export type FromProcess =
  | { readonly kind: 'ready' }
  /** It goes by the new time. */
  | { readonly kind: 'time_set' }
  | {
      readonly kind: 'done';
      readonly requestId: string;
      /** What was left of the invocation's time when the handler returned, in the sandbox clock's milliseconds. */
      readonly remainingMs: number;
      readonly outcome: HandlerOutcome;
    };

export type HandlerOutcome =
  { readonly ok: true; readonly result: unknown } | { readonly ok: false; readonly error: InvocationError };

export type InvocationError = {
  readonly name: string;
  readonly message: string;
  /** The error's own `errors`, where it has one. */
  readonly errors?: unknown;
};

/** Ends the output of an invocation on each stream, as in Lambda's own logs. */
export const endLine = (requestId: string): string => `END RequestId: ${requestId}`;
