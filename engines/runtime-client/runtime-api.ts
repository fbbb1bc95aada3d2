import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { FUNCTION_TIMEOUT_MS } from '#common/limits.ts';
import { listenOnLoopback } from '#sandbox/aws/listen.ts';

/** The report of the runtime client about an invocation. */
export type Report = { readonly kind: 'response' | 'error'; readonly body: unknown };

/** The service that Lambda's runtime client asks for events. */
export type RuntimeApi = AsyncDisposable & {
  /** `host:port`, as in `AWS_LAMBDA_RUNTIME_API`. */
  readonly address: string;
  /** Resolves when the client has finished its current work and asks for the next event. */
  whenIdle(): Promise<void>;
  /** Hands an event to the idle client. */
  invoke(requestId: string, event: unknown): Promise<Report>;
};

/**
 * Serves the runtime API on a free port of 127.0.0.1, for one client.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export async function startRuntimeApi(): Promise<RuntimeApi> {
  let idle = Promise.withResolvers<ServerResponse>();
  let report = Promise.withResolvers<Report>();
  const server = createServer((request, response) => {
    if (request.url?.endsWith('/invocation/next') === true) return idle.resolve(response);
    response.writeHead(202).end('{"status":"OK"}');
    report.resolve(readReport(request));
  });
  const url = new URL(await listenOnLoopback(server));
  return {
    address: url.host,
    whenIdle: async () => void (await idle.promise),
    async invoke(requestId, event) {
      const next = await idle.promise;
      idle = Promise.withResolvers();
      report = Promise.withResolvers();
      next.writeHead(200, {
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': requestId,
        'lambda-runtime-deadline-ms': String(Date.now() + FUNCTION_TIMEOUT_MS),
        'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:us-east-1:000000000000:function:zendesk-lake',
      });
      next.end(JSON.stringify(event));
      return report.promise;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The paths are `/invocation/<id>/response`, `/invocation/<id>/error` and `/init/error`. */
async function readReport(request: IncomingMessage): Promise<Report> {
  return { kind: request.url?.endsWith('/response') === true ? 'response' : 'error', body: await json(request) };
}
