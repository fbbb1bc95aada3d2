import { BatchGetItemCommand, type DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { RunFault } from '../scenario.ts';
import type { Service } from '../trace.ts';
import type { Effect } from './call.ts';
import { type Bucket, s3Error } from './s3.ts';

/** Makes one call of a process, with the scenario's fault for it. */
export type Perform = <T>(order: {
  readonly service: Service;
  readonly operation: string;
  /** The export that the call concerns, if it concerns only one. */
  readonly exportId: string | undefined;
  readonly signal: AbortSignal;
  readonly effect: (fault: RunFault | undefined) => ReturnType<Effect<T>>;
}) => Promise<T>;

export type AwsBackend = {
  readonly bucket: Bucket;
  updateItem(input: UpdateItemCommand['input']): object;
  getItem(input: GetItemCommand['input']): { readonly Item?: object };
  secret(): string;
  /** The id of the export that an object's key belongs to. */
  exportOf(key: string): string | undefined;
};

type Command = { readonly input: object };
type Options = { readonly abortSignal: AbortSignal };

/**
 * Creates the AWS clients of one process. `send` returns or throws the same as the SDK after its own retries.
 * @param backendNow - returns the AWS services for a call that is made now, even if it arrives later
 */
export function awsClients(perform: Perform, backendNow: () => AwsBackend) {
  const send = async (command: Command, { abortSignal: signal }: Options): Promise<object> => {
    const { service, operation, exportId, carryOut } = operationOf(command, backendNow());
    return perform<object>({
      service,
      operation,
      exportId,
      signal,
      effect(fault) {
        const outcome = withFault(carryOut, service, fault);
        return {
          afterMs: 0,
          deliver: (caller) => ('error' in outcome ? caller.reject(outcome.error) : caller.resolve(outcome.value)),
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
    const { input } = command;
    return operation('dynamodb', 'UpdateItem', () => backend.updateItem(input), input.Key?.['export_id']?.S);
  }
  if (command instanceof GetItemCommand) {
    const { input } = command;
    return operation('dynamodb', 'GetItem', () => backend.getItem(input), input.Key?.['export_id']?.S);
  }
  if (command instanceof PutObjectCommand) {
    const { input } = command;
    return operation('s3', 'PutObject', () => backend.bucket.put(input), backend.exportOf(input.Key ?? ''));
  }
  if (command instanceof BatchGetItemCommand) {
    return operation('dynamodb', 'BatchGetItem', () => batchGetItem(command.input, backend));
  }
  if (command instanceof GetSecretValueCommand) {
    return operation('secrets', 'GetSecretValue', () => ({ SecretString: backend.secret() }));
  }
  throw new Error('The simulation does not know this command.');
}

const batchGetItem = ({ RequestItems = {} }: BatchGetItemCommand['input'], backend: AwsBackend): object => ({
  Responses: Object.fromEntries(
    Object.entries(RequestItems).map(([TableName, { Keys = [] }]) => [
      TableName,
      Keys.flatMap((Key) => backend.getItem({ TableName, Key }).Item ?? []),
    ]),
  ),
});

const operation = (service: Exclude<Service, 'zendesk'>, name: string, carryOut: () => object, exportId?: string) => ({
  service,
  operation: name,
  carryOut,
  exportId,
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

/** The SDK's error for a closed connection or an aborted request. */
export const disconnected = (): Error => Object.assign(new Error('socket hang up'), { name: 'TimeoutError' });
