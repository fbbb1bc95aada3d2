import { FUNCTION_MEMORY_MIB } from '#common/limits.ts';
import type { SandboxClock } from '../clock.ts';
import type { LambdaHost } from '../lambda/host.ts';
import { parseParameters } from './json-protocol.ts';
import { type AwsResponse, type AwsService, type LocalServer, type RawRequest, serve } from './local-server.ts';
import { restAnswer, restError } from './rest-json.ts';

/** A local Lambda API whose functions run the bundle. */
export type LocalLambda = LocalServer & {
  /** Deploys a function under this name that runs on the host. */
  deploy(name: string, host: Pick<LambdaHost, 'invoke'>): void;
};

/** Starts a local Lambda API: synchronous Invoke, and GetFunctionConfiguration. */
export async function startLambdaService({ clock }: { clock: SandboxClock }): Promise<LocalLambda> {
  const hosts = new Map<string, Pick<LambdaHost, 'invoke'>>();

  const service: AwsService = {
    describe: (request) => {
      const { name, action } = locate(request);
      return { operation: action === 'invocations' ? 'Invoke' : 'GetFunctionConfiguration', key: name };
    },
    error: restError,
    answer: async (request) => {
      const { name, action } = locate(request);
      const host = hosts.get(name);
      if (host === undefined) return restError(404, 'ResourceNotFoundException', `Function not found: ${name}`);
      if (action === 'configuration') {
        return restAnswer(200, { FunctionName: name, MemorySize: FUNCTION_MEMORY_MIB, State: 'Active' });
      }
      return invoke(host, parseParameters(request));
    },
  };

  return { ...(await serve(service, { clock })), deploy: (name, host) => void hosts.set(name, host) };
}

/** If the function throws, Lambda still responds with 200 and sets the header `x-amz-function-error`. */
async function invoke(host: Pick<LambdaHost, 'invoke'>, event: unknown): Promise<AwsResponse> {
  const invocation = await host.invoke(event);
  if (invocation.ok) return restAnswer(200, invocation.result);
  const { name, message } = invocation.error;
  return restAnswer(200, { errorType: name, errorMessage: message }, { 'x-amz-function-error': 'Unhandled' });
}

/** Parses `/2015-03-31/functions/<name>/<action>`. */
function locate({ url }: RawRequest): { readonly name: string; readonly action: string } {
  const [, , , name = '', action = ''] = new URL(url, 'http://lambda').pathname.split('/');
  return { name: decodeURIComponent(name), action };
}
