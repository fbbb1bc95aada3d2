import type { ExportRules } from './export/request.ts';
import type { LoggedRequest } from './request-log.ts';

/** A fault in one request. Times are milliseconds of the sandbox clock. */
export type Fault =
  /** Uses other rules for this request. With several, later ones take precedence. */
  | { readonly kind: 'rules'; readonly rules: Partial<ExportRules> }
  /** Sends this response without authentication and rate limit. With several, the last one is used. */
  | {
      readonly kind: 'respond';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** Changes the response's text and headers, in this order. Removes headers set to undefined. */
  | {
      readonly kind: 'rewrite';
      readonly page?: (bodyText: string) => string;
      readonly headers?: Readonly<Record<string, string | undefined>>;
    }
  /** Sends the regular response of the request's time after a delay. Several delays add up. */
  | { readonly kind: 'delay'; readonly ms: number }
  | DeliveryFault;

/** A fault in sending a response. A request can have at most one. */
export type DeliveryFault =
  /** Stops sending after this many bytes of the body (default: before the status) and keeps the connection open. */
  | { readonly kind: 'hang'; readonly afterBytes?: number }
  /** Sends the body in pieces of this many bytes. */
  | { readonly kind: 'drip'; readonly bytes: number; readonly everyMs: number }
  /** Closes the connection after this many bytes of the body (default: before the status). */
  | { readonly kind: 'reset'; readonly afterBytes?: number }
  /** Completes the response after only this many bytes of its compressed body. */
  | { readonly kind: 'truncateGzip'; readonly bytes: number };

/** The faults of one request, if any. */
export type Faults = Fault | readonly Fault[] | undefined;

/** Chooses the faults of each request when it arrives. */
export type Interceptor = (request: LoggedRequest) => Faults | Promise<Faults>;

/** Returns the faults as a list. */
export function listFaults(faults: Faults): readonly Fault[] {
  if (faults === undefined) return [];
  return 'kind' in faults ? [faults] : faults;
}

/**
 * Returns the fault in sending the response, if any.
 *
 * @throws RangeError if there are several
 */
export function deliveryFault(faults: readonly Fault[]): DeliveryFault | undefined {
  const deciding = faults.filter(decidesDelivery);
  if (deciding.length > 1) {
    const kinds = deciding.map(({ kind }) => kind).join(', ');
    throw new RangeError(`only one delivery fault per request is possible, found ${deciding.length} (${kinds})`);
  }
  return deciding[0];
}

/**
 * Returns true if the body is compressed. A `respond` fault is sent uncompressed. `truncateGzip` is always compressed.
 *
 * @param accepted - true if the client accepts gzip and the simulator supports it
 */
export function isCompressed(faults: readonly Fault[], accepted: boolean): boolean {
  if (deliveryFault(faults)?.kind === 'truncateGzip') return true;
  return accepted && !faults.some(({ kind }) => kind === 'respond');
}

function decidesDelivery(fault: Fault): fault is DeliveryFault {
  return fault.kind === 'hang' || fault.kind === 'drip' || fault.kind === 'reset' || fault.kind === 'truncateGzip';
}
