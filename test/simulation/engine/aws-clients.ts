import { type DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { RunFault } from '../scenario.ts';
import type { Service } from '../trace.ts';
import type { Effect } from './call.ts';
import { type Bucket, s3Error } from './s3.ts';

/** Makes one call of a process, with whatever is to go wrong with it. */
export type Perform = <T>(order: {
  readonly service: Service;
  readonly operation: string;
  readonly signal: AbortSignal;
  readonly effect: (fault: RunFault | undefined) => ReturnType<Effect<T>>;
}) => Promise<T>;

export type AwsBackend = {
  readonly bucket: Bucket;
  updateItem(input: UpdateItemCommand['input']): object;
  getItem(input: GetItemCommand['input']): object;
  secret(): string;
};

type Command = { readonly input: object };
type Options = { readonly abortSignal: AbortSignal };

/**
 * AWS clients of one process, as far as the function uses them: what `send` gives or throws is what the SDK's would,
 * after its own retries.
 * @param backendNow - the AWS that a call made now reaches, however late it does
 */
export function awsClients(perform: Perform, backendNow: () => AwsBackend) {
  const send = async (command: Command, { abortSignal: signal }: Options): Promise<object> => {
    const { service, operation, carryOut } = operationOf(command, backendNow());
    return perform<object>({
      service,
      operation,
      signal,
      effect(fault) {
        const outcome = withFault(carryOut, service, fault);
        return {
          afterMs: 0,
          tell: (caller) => ('error' in outcome ? caller.reject(outcome.error) : caller.resolve(outcome.value)),
        };
      },
    });
  };
  const client = { send };
  return {
    dynamodb: client as unknown as DynamoDBClient,
    s3: client as unknown as S3Client,
    secretsManager: client as unknown as SecretsManagerClient,
  };
}

function operationOf(command: Command, backend: AwsBackend) {
  if (command instanceof UpdateItemCommand) {
    return operation('dynamodb', 'UpdateItem', () => backend.updateItem(command.input));
  }
  if (command instanceof GetItemCommand) {
    return operation('dynamodb', 'GetItem', () => backend.getItem(command.input));
  }
  if (command instanceof PutObjectCommand) return operation('s3', 'PutObject', () => backend.bucket.put(command.input));
  if (command instanceof GetSecretValueCommand) {
    return operation('secrets', 'GetSecretValue', () => ({ SecretString: backend.secret() }));
  }
  throw new Error('a command that no client here knows');
}

const operation = (service: Exclude<Service, 'zendesk'>, name: string, carryOut: () => object) => ({
  service,
  operation: name,
  carryOut,
});

type Outcome = { readonly value: object } | { readonly error: Error };

function withFault(carryOut: () => object, service: Service, fault: RunFault | undefined): Outcome {
  if (fault?.kind === 'refused') return { error: refusal(service) };
  if (fault?.kind === 'conflict' && service === 's3') return { error: s3Error('ConditionalRequestConflict', 409) };
  const first = attempt(carryOut);
  if (fault?.kind === 'repeated') return attempt(carryOut);
  return fault?.kind === 'lost' ? { error: disconnected() } : first;
}

function attempt(carryOut: () => object): Outcome {
  try {
    return { value: carryOut() };
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }
}

function refusal(service: Service): Error {
  if (service === 's3') return s3Error('SlowDown', 503);
  const name = service === 'dynamodb' ? 'ProvisionedThroughputExceededException' : 'InternalServiceError';
  return Object.assign(new Error(name), { name, $metadata: { httpStatusCode: 400 } });
}

/** The SDK's error for a connection that is gone, or that its signal has ended. */
export const disconnected = (): Error => Object.assign(new Error('socket hang up'), { name: 'TimeoutError' });
