import { type Http, type HttpAnswer, HttpFault } from '../../../functions/export/core/ports.ts';
import type { Fault } from '../../../sandbox/zendesk/index.ts';
import type { Simulator } from '../../../sandbox/zendesk/simulator.ts';
import { overWire } from '../../support/wire.ts';
import type { RequestTrace } from '../trace.ts';
import type { Perform } from './aws-clients.ts';
import type { Caller } from './call.ts';
import type { Process } from './process.ts';
import { ZENDESK_FAULTS } from './zendesk-faults.ts';

export type HttpOptions = {
  readonly process: Process;
  readonly perform: Perform;
  readonly simulator: Simulator;
  /** Zendesk compresses its answers. */
  readonly compressed: boolean;
  /** What is odd about every answer. */
  readonly standing: readonly Fault[];
  readonly onRequest: (request: RequestTrace) => void;
  /** Called with what only the client of this answer may know. */
  readonly onToken: (token: string) => void;
};

/** How long the function's own HTTP client bears a silence. */
const IDLE_MS = 60_000;

/** Node's HTTP client of one process, on virtual time and without sockets. */
export function simulatedHttp(options: HttpOptions): Http {
  const { process, perform, simulator, compressed, standing, onRequest, onToken } = options;
  let requests = 0;
  return (request, signal) => {
    const url = new URL(request.url);
    const trace: RequestTrace = { method: request.method, url, headers: request.headers, at: process.clock.now() };
    onRequest(trace);
    requests += 1;
    return perform<HttpAnswer>({
      service: 'zendesk',
      operation: request.method,
      signal,
      effect(fault) {
        const own: readonly Fault[] = fault?.kind === 'zendesk' ? ZENDESK_FAULTS[fault.name] : [];
        const faults = [...standing, ...own];
        const asked = { index: requests, method: request.method, headers: request.headers, body: request.body ?? '' };
        const { answer, workMs } = simulator.answer(asked, url, faults);
        const token = /"access_token":"([^"]+)"/.exec(answer.body)?.[1];
        if (token !== undefined) onToken(token);
        const seen = overWire(answer, faults, { compressed, dateMs: simulator.now() + workMs });
        if (seen.kind === 'hang') return broken('no byte for 60 s', IDLE_MS);
        if (seen.kind === 'reset') return broken(seen.code, workMs + seen.afterMs);
        const { status, headers, body } = seen;
        return {
          afterMs: workMs + seen.bodyAfterMs,
          tell(caller) {
            // The headers had arrived before the rest of the body, whenever the process looks.
            const answeredAt = process.clock.now() - (seen.bodyAfterMs - seen.headersAfterMs);
            trace.answered = { at: answeredAt, status, headers };
            caller.resolve({ status, headers, body, answeredAt });
          },
        };
      },
    });
  };
}

const broken = (what: string, afterMs: number) => ({
  afterMs,
  tell: (caller: Caller<HttpAnswer>) => caller.reject(new HttpFault(what)),
});
