import {
  type Http,
  type HttpAnswer,
  type HttpRequest,
  IdleTimeoutError,
  NetworkError,
} from '#functions/export/core/ports/ports.ts';
import type { Fault } from '#sandbox/zendesk/index.ts';
import type { Simulator } from '#sandbox/zendesk/simulator.ts';
import { overWire } from '#test/support/wire.ts';
import type { RequestTrace } from '../trace.ts';
import type { Perform } from './aws-clients.ts';
import type { Caller } from './call.ts';
import type { Process } from './process.ts';
import { ECHO, ZENDESK_FAULTS } from './zendesk-faults.ts';

export type HttpOptions = {
  readonly process: Process;
  readonly perform: Perform;
  readonly simulator: Simulator;
  /** Zendesk compresses its answers. */
  readonly compressed: boolean;
  /** What is odd about every answer. */
  readonly constantFault: readonly Fault[];
  readonly onRequest: (request: RequestTrace) => void;
  /** Called with what only the client of this answer may know. */
  readonly onToken: (token: string) => void;
};

/** How long the function's own HTTP client bears a silence. */
const IDLE_MS = 60_000;

/** Node's HTTP client of one process, on virtual time and without sockets. */
export function simulatedHttp(options: HttpOptions): Http {
  const { process, perform, simulator, compressed, constantFault, onRequest, onToken } = options;
  let requests = 0;
  return (request, signal) => {
    const url = new URL(request.url);
    const trace: RequestTrace = { method: request.method, url, headers: request.headers, at: process.clock.now() };
    onRequest(trace);
    requests += 1;
    /** The client has given up: whatever comes now, it does not learn of it. */
    let isOver = false;
    const idle = process.clock.alarm(process.clock.now() + IDLE_MS);
    const answered = perform<HttpAnswer>({
      service: 'zendesk',
      operation: request.method,
      signal,
      effect(fault) {
        const own: readonly Fault[] = fault?.kind === 'zendesk' ? ZENDESK_FAULTS[fault.name] : [];
        const faults = [...constantFault, ...own];
        // Each drip is a sign of life.
        if (own.some(({ kind }) => kind === 'drip')) idle.cancel();
        const asked = { index: requests, method: request.method, headers: request.headers, body: request.body ?? '' };
        const { answer: said, workMs } = simulator.answer(asked, url, faults);
        const answer = { ...said, body: said.body.replaceAll(ECHO, () => credentialsIn(request)) };
        const token = /"access_token":"([^"]+)"/.exec(answer.body)?.[1];
        if (token !== undefined) onToken(token);
        const seen = overWire(answer, faults, { compressed, dateMs: simulator.now() + workMs });
        if (seen.kind === 'hang') return broken(new IdleTimeoutError('no byte for 60 s'), IDLE_MS);
        if (seen.kind === 'reset') return broken(new NetworkError(seen.code), workMs + seen.afterMs);
        const { status, headers, body } = seen;
        return {
          afterMs: workMs + seen.bodyAfterMs,
          tell(caller) {
            if (isOver) return;
            // The headers had arrived before the rest of the body, whenever the process looks.
            const answeredAt = process.clock.now() - (seen.bodyAfterMs - seen.headersAfterMs);
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

const broken = (error: NetworkError, afterMs: number) => ({
  afterMs,
  tell: (caller: Caller<HttpAnswer>) => caller.reject(error),
});

/** What a request proves itself with, as a careless server may repeat it. */
const credentialsIn = ({ headers, body }: HttpRequest): string =>
  body === undefined ? (headers['authorization'] ?? '') : (/"client_secret":"([^"]*)"/.exec(body)?.[1] ?? '');
