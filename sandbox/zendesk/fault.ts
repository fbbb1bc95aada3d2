import type { ExportRules } from './export/request.ts';
import type { LoggedRequest } from './request-log.ts';

/** A way in which one request goes wrong. Times are milliseconds of the sandbox's clock. */
export type Fault =
  /** This one request is answered by other rules; of several, the later ones prevail. */
  | { readonly kind: 'rules'; readonly rules: Partial<ExportRules> }
  /** Answers this instead, before the application sees the request: no login, no rate limit. The last one counts. */
  | {
      readonly kind: 'respond';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** Alters the answer, in the order given: its text, and its headers, of which those set to undefined are left out. */
  | {
      readonly kind: 'rewrite';
      readonly page?: (bodyText: string) => string;
      readonly headers?: Readonly<Record<string, string | undefined>>;
    }
  /** Answers with what was genuine when the request came, but so much later; several add up. */
  | { readonly kind: 'delay'; readonly ms: number }
  | DeliveryFault;

/** A way in which an answer is not simply sent: one request meets at most one of these. */
export type DeliveryFault =
  /** Sends so many bytes of the body (default: not even the status) and then nothing. */
  | { readonly kind: 'hang'; readonly afterBytes?: number }
  /** Sends the body so many bytes at a time. */
  | { readonly kind: 'drip'; readonly bytes: number; readonly everyMs: number }
  /** Breaks the connection, after so many bytes of the body (default: before the status). */
  | { readonly kind: 'reset'; readonly afterBytes?: number }
  /** Ends the answer properly although only so many bytes of its compressed body were sent. */
  | { readonly kind: 'truncateGzip'; readonly bytes: number };

/** What goes wrong with one request, if anything: several faults combine. */
export type Faults = Fault | readonly Fault[] | undefined;

/** Decides about each request, as it comes in, whether something goes wrong with it. */
export type Interceptor = (request: LoggedRequest) => Faults | Promise<Faults>;

/** The faults as a list, in their order. */
export function listFaults(faults: Faults): readonly Fault[] {
  if (faults === undefined) return [];
  return 'kind' in faults ? [faults] : faults;
}

/**
 * The fault that decides how the answer is sent.
 *
 * @throws RangeError where several would
 */
export function deliveryFault(faults: readonly Fault[]): DeliveryFault | undefined {
  const deciding = faults.filter(decidesDelivery);
  if (deciding.length > 1) {
    const kinds = deciding.map(({ kind }) => kind).join(', ');
    throw new RangeError(`an answer is sent in one way, not in ${deciding.length} (${kinds})`);
  }
  return deciding[0];
}

/**
 * Whether the body is sent compressed. A scripted answer is sent as it is, and only a compressed body can end as a
 * truncated gzip stream.
 *
 * @param accepted - the client accepts gzip, and this Zendesk sends it
 */
export function isCompressed(faults: readonly Fault[], accepted: boolean): boolean {
  if (deliveryFault(faults)?.kind === 'truncateGzip') return true;
  return accepted && !faults.some(({ kind }) => kind === 'respond');
}

function decidesDelivery(fault: Fault): fault is DeliveryFault {
  return fault.kind === 'hang' || fault.kind === 'drip' || fault.kind === 'reset' || fault.kind === 'truncateGzip';
}
