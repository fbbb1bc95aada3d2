import type { CursorItem, CursorWrite, ReleaseUpdate } from '../state/cursor.ts';
import type { LandedObject } from '../lake/object-key.ts';

/** The port to time, so that tests can use a virtual clock. All values are milliseconds. */
export type Clock = {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after `ms`, or earlier if the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Returns a signal that aborts at `at` (epoch milliseconds), immediately if that has passed. */
  alarm(at: number): Alarm;
};

/** A deadline as a signal. Cancel it when it is no longer needed, or it keeps the process alive. */
export type Alarm = { readonly signal: AbortSignal; cancel(): void };

export type HttpRequest = {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** The head of a response. */
type HttpHead = {
  readonly status: number;
  /** Names in lower case. Repeated headers are joined with a comma and a space. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** When the headers arrived, in epoch milliseconds of the function's clock. */
  readonly answeredAt: number;
};

/**
 * Called with each chunk of a body, and the number of bytes received so far.
 * @returns a promise if the rest of the body must wait for it, `stop` if the rest is not needed
 */
export type OnChunk = (chunk: Uint8Array, received: number) => Promise<void> | 'stop' | undefined;

/** A response whose headers have arrived. */
export type HttpResponse = HttpHead & {
  /**
   * Reads the body, still compressed. Call it once. No timeout applies before.
   * @param onChunk - if it returns a promise, no timeout applies until the promise resolves. If it returns `stop`, the
   * connection is closed, and the bytes so far are returned.
   * @throws NetworkError if the connection fails or the request's signal aborts, also before the call
   */
  readBody(onChunk?: OnChunk): Promise<Buffer>;
};

/** A complete response. */
export type HttpAnswer = HttpHead & {
  /** The body as received, still compressed. */
  readonly body: Buffer;
};

/**
 * Sends one request and resolves when the headers of its response arrive. Does not follow redirects.
 * Rejects with a {@link NetworkError} if the connection fails or the signal aborts.
 */
export type Http = (request: HttpRequest, signal: AbortSignal) => Promise<HttpResponse>;

/** The connection failed before the response was complete: reset, refused, timed out or truncated. */
export class NetworkError extends Error {
  override readonly name: string = 'NetworkError';
}

/** No byte arrived before the timeout. */
export class IdleTimeoutError extends NetworkError {
  override readonly name = 'IdleTimeoutError';
}

/** The port to the lake. Objects are written once and never change. */
export type Lake = {
  /**
   * Lands one object.
   * @returns `new`, or `present` if the same object has landed before
   * @throws StorageError if S3 keeps failing after the SDK's retries, or if the signal aborts
   */
  land(object: LandedObject, signal: AbortSignal): Promise<'new' | 'present'>;
};

/**
 * A run's claim to an export. The lease ensures that only one run at a time advances an export. It is stored on the
 * cursor item and expires by itself, so that a crashed run does not block the next one.
 */
export type Lease = {
  /** A random id of this run. */
  readonly owner: string;
  /** When the lease expires, in epoch seconds: after the invocation's deadline. */
  readonly until: number;
};

/**
 * The port to the cursor table: one item per export, fenced by its lease.
 * All methods throw StorageError if DynamoDB keeps failing after the SDK's retries, or if the signal aborts.
 */
export type CursorStore = {
  /**
   * Reads the items of several exports with one request, without a lease. They may be slightly outdated.
   * @returns the items by export id, empty ones for exports without an item; exports that could not be read are left out
   */
  read(exportIds: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, CursorItem>>;
  /**
   * Acquires the lease if it is free, expired or already ours.
   * @param now - epoch milliseconds
   * @returns the cursor item, or `held` if another run holds the lease
   */
  acquire(exportId: string, lease: Lease, now: number, signal: AbortSignal): Promise<CursorItem | 'held'>;
  /**
   * Writes a checkpoint: persists the position if this run still holds the lease.
   * @param options - `release`: also release the lease in the same write
   * @returns `lost` if another run holds the lease or the stored `end_time` is later; then nothing is written
   */
  checkpoint(
    exportId: string,
    lease: Lease,
    write: CursorWrite,
    options: { release: boolean },
    signal: AbortSignal,
  ): Promise<'written' | 'lost'>;
  /** Releases the lease if it is still ours. Also writes `update`, the changes since the last checkpoint, if given. */
  release(exportId: string, lease: Lease, update: ReleaseUpdate | undefined, signal: AbortSignal): Promise<void>;
};

/** The port to Secrets Manager: returns the text of a secret. */
export type Secrets = (secretId: string, signal: AbortSignal) => Promise<string>;
