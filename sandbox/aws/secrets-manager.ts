import { randomUUID } from 'node:crypto';
import type { SandboxClock } from '../clock.ts';
import { jsonAnswer, operationOf, parametersOf } from './json-protocol.ts';
import { type AwsResponse, type AwsService, type LocalServer, serve } from './local-server.ts';

export type LocalSecretsManager = LocalServer & {
  /** Creates the secret or rotates it: the next GetSecretValue gives this. Without a value it exists, but is empty. */
  put(name: string, value?: string): void;
};

type Secret = { readonly arn: string; readonly versionId: string; readonly createdAt: number; readonly value?: string };

const error = (status: number, code: string, message: string): AwsResponse =>
  jsonAnswer('1.1', status, { __type: code, Message: message });

/** Secrets Manager: GetSecretValue by name or ARN, of secrets that are kept in memory only. */
export async function startSecretsManager({ clock }: { clock: SandboxClock }): Promise<LocalSecretsManager> {
  const secrets = new Map<string, Secret>();
  const find = (id: string): [string, Secret] | undefined =>
    [...secrets].find(([name, secret]) => name === id || secret.arn === id);

  const service: AwsService = {
    describe: (request) => {
      const { SecretId } = parametersOf(request);
      return { operation: operationOf(request), key: typeof SecretId === 'string' ? SecretId : '' };
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
      return jsonAnswer('1.1', 200, {
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
