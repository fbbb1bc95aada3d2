/** Messages between host and process over the IPC channel. They are JSON, like Lambda's events. */
export type ToProcess =
  | ({ readonly kind: 'invoke' } & InvocationRequest)
  /** The clock has moved. `start` is its new start in epoch milliseconds. */
  | { readonly kind: 'time'; readonly start: number };

export type InvocationRequest = {
  readonly requestId: string;
  readonly event: unknown;
  /** The invocation's deadline in epoch milliseconds of the sandbox clock. */
  readonly deadline: number;
};

export type FromProcess =
  | { readonly kind: 'ready' }
  /** The process uses the new time. */
  | { readonly kind: 'time_set' }
  | {
      readonly kind: 'done';
      readonly requestId: string;
      /** Remaining time when the handler returned, in milliseconds of the sandbox clock. */
      readonly remainingMs: number;
      readonly outcome: HandlerOutcome;
    };

export type HandlerOutcome =
  { readonly ok: true; readonly result: unknown } | { readonly ok: false; readonly error: InvocationError };

export type InvocationError = {
  readonly name: string;
  readonly message: string;
  /** The error's `errors`, if it has this property. */
  readonly errors?: unknown;
};

/** The line that ends an invocation's output on each stream, as in Lambda's logs. */
export const endLine = (requestId: string): string => `END RequestId: ${requestId}`;
