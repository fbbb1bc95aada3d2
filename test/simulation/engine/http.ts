import {
  type Http,
  type HttpAnswer,
  type HttpRequest,
  IdleTimeoutError,
  NetworkError,
} from '#functions/export/core/ports/ports.ts';
import type { Fault } from '#sandbox/zendesk/index.ts';
import type { Simulator } from '#sandbox/zendesk/simulator.ts';
import { toResponse } from '#test/support/functions/answers.ts';
import { overWire } from '#test/support/wire.ts';
import type { RequestTrace } from '../trace.ts';
import type { Perform } from './aws-clients.ts';
import type { Caller } from './call.ts';
import type { Process } from './process.ts';
import type { Exported } from './project-runs.ts';
import { isRequestFor } from './simulated-list.ts';
import { ECHO, faultsFor } from './zendesk-faults.ts';

export type HttpOptions = {
  readonly process: Process;
  readonly perform: Perform;
  readonly simulator: Simulator;
  /** Its exports and lists. */
  readonly exports: readonly (Exported & { readonly kind: 'incremental' | 'list' })[];
  /** Whether Zendesk compresses its responses. */
  readonly compressed: boolean;
  /** Faults of every response. */
  readonly constantFault: readonly Fault[];
  readonly onRequest: (request: RequestTrace) => void;
  /** Called with every OAuth token that Zendesk issues. */
  readonly onToken: (token: string) => void;
};

/** The idle timeout of the function's HTTP client. */
const IDLE_MS = 60_000;

/** Simulates the HTTP client of one process, in virtual time and without sockets. */
export function simulatedHttp(options: HttpOptions): Http {
  const { process, perform, simulator, exports, compressed, constantFault, onRequest, onToken } = options;
  let requests = 0;
  return (request, signal) => {
    const url = new URL(request.url);
    const trace: RequestTrace = { method: request.method, url, headers: request.headers, at: process.clock.now() };
    onRequest(trace);
    requests += 1;
    /** Whether the client has given up. It ignores later responses. */
    let isOver = false;
    const exported = exports.find((each) => isRequestFor(url.pathname, each));
    const idle = process.clock.alarm(process.clock.now() + IDLE_MS);
    const answered = perform<HttpAnswer>({
      service: 'zendesk',
      operation: request.method,
      exportId: exported?.id,
      signal,
      effect(fault) {
        const own: readonly Fault[] =
          fault?.kind === 'zendesk' ? faultsFor(fault.name, { kind: exported?.kind, path: url.pathname }) : [];
        const faults = [...constantFault, ...own];
        // Each dripped byte restarts the idle timeout.
        if (own.some(({ kind }) => kind === 'drip')) idle.cancel();
        const received = {
          index: requests,
          method: request.method,
          headers: request.headers,
          body: request.body ?? '',
        };
        const { answer: simulated, workMs } = simulator.answer(received, url, faults);
        const answer = { ...simulated, body: simulated.body.replaceAll(ECHO, () => credentialsIn(request)) };
        const token = /"access_token":"([^"]+)"/.exec(answer.body)?.[1];
        if (token !== undefined) onToken(token);
        const wire = overWire(answer, faults, { compressed, dateMs: simulator.now() + workMs });
        if (wire.kind === 'hang') return failAfter(new IdleTimeoutError('no byte for 60 s'), IDLE_MS);
        if (wire.kind === 'reset') return failAfter(new NetworkError(wire.code), workMs + wire.afterMs);
        const { status, headers, body } = wire;
        return {
          afterMs: workMs + wire.bodyAfterMs,
          deliver(caller) {
            if (isOver) return;
            // The headers arrived before the rest of the body, even if the process was frozen then.
            const answeredAt = process.clock.now() - (wire.bodyAfterMs - wire.headersAfterMs);
            trace.answered = { at: answeredAt, status, headers, body: answer.body };
            caller.resolve({ status, headers, body, answeredAt });
          },
        };
      },
    });
    const silence = new Promise<never>((_, reject) => {
      idle.signal.addEventListener('abort', () => reject(new IdleTimeoutError('no byte for 60 s')), { once: true });
    });
    return Promise.race([answered, silence])
      .then(toResponse)
      .catch((error: unknown) => {
        trace.isSilent = error instanceof IdleTimeoutError;
        throw error;
      })
      .finally(() => {
        isOver = true;
        idle.cancel();
      });
  };
}

const failAfter = (error: NetworkError, afterMs: number) => ({
  afterMs,
  deliver: (caller: Caller<HttpAnswer>) => caller.reject(error),
});

/** The credentials in a request, which some servers repeat in their response. */
const credentialsIn = ({ headers, body }: HttpRequest): string =>
  body === undefined ? (headers['authorization'] ?? '') : (/"client_secret":"([^"]*)"/.exec(body)?.[1] ?? '');
