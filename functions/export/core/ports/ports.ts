import type { CursorItem, CursorWrite, ReleaseUpdate } from '../state/cursor.ts';
import type { LandedObject } from '../lake/object-key.ts';

/** Time, passed in so that tests run a quarter of an hour in a millisecond. All values are milliseconds. */
export type Clock = {
  /** Epoch milliseconds. */
  now(): number;
  /** Ends before its time when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** A signal that aborts at that moment (epoch milliseconds), at once where it has passed. */
  alarm(at: number): Alarm;
};

/** A deadline as a signal; cancel it when it is no longer needed, or it keeps the process alive. */
export type Alarm = { readonly signal: AbortSignal; cancel(): void };

export type HttpRequest = {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
};

export type HttpAnswer = {
  readonly status: number;
  /** Lower-case names; repeated headers are joined by a comma and a space. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Epoch milliseconds of the function's clock when the headers had arrived. */
  readonly answeredAt: number;
  /** The body's bytes as they came, still compressed. */
  readonly body: Buffer;
};

/**
 * Sends one request, follows no redirect and reads the answer to its end.
 * Rejects with an {@link NetworkError} when the exchange breaks or the signal breaks it off.
 */
export type Http = (request: HttpRequest, signal: AbortSignal) => Promise<HttpAnswer>;

/** The exchange broke before the whole answer was there: reset, refused, silent for too long, cut short. */
export class NetworkError extends Error {
  override readonly name: string = 'NetworkError';
}

/** No byte arrived until the timeout. */
export class IdleTimeoutError extends NetworkError {
  override readonly name = 'IdleTimeoutError';
}

/** The lake: objects are written once and never change. */
export type Lake = {
  /**
   * Lands one object.
   * @returns `new`, or `present` where this very object has landed before
   * @throws StorageError after the SDK's retries, or when aborted
   */
  land(object: LandedObject, signal: AbortSignal): Promise<'new' | 'present'>;
};

/** Who asks for the lease of an export, and for how long. */
export type Lease = {
  /** A random id of this attempt. */
  readonly owner: string;
  /** Epoch seconds when the invocation's own deadline has passed. */
  readonly until: number;
};

/** The cursor items: one per export, fenced by its lease. All methods throw StorageError after the SDK's retries, or when aborted. */
export type CursorStore = {
  /** Takes the lease if it is free, expired or already ours. */
  acquire(exportId: string, lease: Lease, now: number, signal: AbortSignal): Promise<CursorItem | 'held'>;
  /** Persists the position, fenced by the lease; with `release` gives up the lease in the same write. */
  checkpoint(
    exportId: string,
    lease: Lease,
    write: CursorWrite,
    options: { release: boolean },
    signal: AbortSignal,
  ): Promise<'written' | 'lost'>;
  /** Gives up the lease if it is still ours, and keeps what was learnt since the last checkpoint, if given. */
  release(exportId: string, lease: Lease, learnt: ReleaseUpdate | undefined, signal: AbortSignal): Promise<void>;
};

/** Reads a secret's text. */
export type Secrets = (secretId: string, signal: AbortSignal) => Promise<string>;
