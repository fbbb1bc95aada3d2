import { randomUUID } from 'node:crypto';
import type { SandboxClock } from '../clock.ts';
import { jsonResponse, parseOperation, parseParameters } from './json-protocol.ts';
import { type AwsResponse, type AwsService, type LocalServer, serve } from './local-server.ts';

export type LocalSecretsManager = LocalServer & {
  /** Creates or rotates the secret: the next GetSecretValue returns this value. Without a value, the secret is empty. */
  put(name: string, value?: string): void;
};

type Secret = { readonly arn: string; readonly versionId: string; readonly createdAt: number; readonly value?: string };

const error = (status: number, code: string, message: string): AwsResponse =>
  jsonResponse('1.1', status, { __type: code, Message: message });

/** Starts a local Secrets Manager: GetSecretValue by name or ARN. Secrets are only in memory. */
export async function startSecretsManager({ clock }: { clock: SandboxClock }): Promise<LocalSecretsManager> {
  const secrets = new Map<string, Secret>();
  const find = (id: string): [string, Secret] | undefined =>
    [...secrets].find(([name, secret]) => name === id || secret.arn === id);

  const service: AwsService = {
    describe: (request) => {
      const { SecretId } = parseParameters(request);
      return { operation: parseOperation(request), key: typeof SecretId === 'string' ? SecretId : '' };
    },
    error,
    answer: async (request) => {
      const { operation, key } = service.describe(request);
      if (operation !== 'GetSecretValue') return error(400, 'UnknownOperationException', operation);
      const [name, secret] = find(key) ?? [];
      if (secret === undefined) {
        return error(400, 'ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
      }
      if (secret.value === undefined) {
        const message = "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT";
        return error(400, 'ResourceNotFoundException', message);
      }
      return jsonResponse('1.1', 200, {
        ARN: secret.arn,
        Name: name,
        VersionId: secret.versionId,
        SecretString: secret.value,
        VersionStages: ['AWSCURRENT'],
        CreatedDate: secret.createdAt / 1000,
      });
    },
  };

  return {
    ...(await serve(service, clock)),
    put: (name, value) => {
      const arn = secrets.get(name)?.arn ?? `arn:aws:secretsmanager:us-east-1:000000000000:secret:${name}-LocAl1`;
      secrets.set(name, {
        arn,
        versionId: randomUUID(),
        createdAt: clock.now(),
        ...(value !== undefined && { value }),
      });
    },
  };
}
