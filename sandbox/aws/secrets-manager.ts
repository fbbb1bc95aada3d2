import { randomUUID } from 'node:crypto';
import type { SandboxClock } from '../clock.ts';
import { jsonResponse, parseOperation, parseParameters } from './json-protocol.ts';
import { type AwsResponse, type AwsService, type LocalServer, serve, type ServerOptions } from './local-server.ts';

export type LocalSecretsManager = LocalServer & {
  /** Creates or rotates the secret: the next GetSecretValue returns this value. Without a value, the secret is empty. */
  put(name: string, value?: string): void;
  /** Schedules the deletion of a secret, as DeleteSecret does. */
  scheduleDeletion(name: string): void;
};

type Secret = {
  readonly arn: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly versionId: string;
  readonly value: string | undefined;
  readonly description: string | undefined;
  readonly kmsKeyId: string | undefined;
  /** Epoch milliseconds; undefined unless the secret is scheduled for deletion. */
  readonly deletedAt: number | undefined;
};

type Parameters = Readonly<Record<string, unknown>>;
type Found = { readonly name: string; readonly secret: Secret };

/** The recovery window of DeleteSecret. */
const RECOVERY_MS = 30 * 86_400_000;

const error = (status: number, code: string, message: string): AwsResponse =>
  jsonResponse('1.1', status, { __type: code, Message: message });

const answer = (body: object): AwsResponse => jsonResponse('1.1', 200, body);

const markedForDeletion = (): AwsResponse =>
  error(
    400,
    'InvalidRequestException',
    "You can't perform this operation on the secret because it was marked for deletion.",
  );

const optionalText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** The secrets by name. */
type Store = {
  /** Finds a secret by its name or full ARN. */
  readonly find: (id: string) => Found | undefined;
  /** Creates or changes a secret. */
  readonly change: (name: string, changes: Partial<Secret>) => Secret;
};

function createStore(clock: SandboxClock): Store {
  const secrets = new Map<string, Secret>();
  return {
    find: (id) => {
      const entry = [...secrets].find(([name, secret]) => name === id || secret.arn === id);
      return entry && { name: entry[0], secret: entry[1] };
    },
    change: (name, changes) => {
      const secret: Secret = {
        arn: `arn:aws:secretsmanager:us-east-1:000000000000:secret:${name}-LocAl1`,
        createdAt: clock.now(),
        versionId: randomUUID(),
        value: undefined,
        description: undefined,
        kmsKeyId: undefined,
        deletedAt: undefined,
        ...secrets.get(name),
        ...changes,
      };
      secrets.set(name, secret);
      return secret;
    },
  };
}

function create({ find, change }: Store, { Name, SecretString, Description, KmsKeyId }: Parameters): AwsResponse {
  const name = optionalText(Name) ?? '';
  const existing = find(name)?.secret;
  if (existing?.deletedAt !== undefined) {
    const message = "You can't create this secret because a secret with this name is already scheduled for deletion.";
    return error(400, 'InvalidRequestException', message);
  }
  if (existing !== undefined) {
    return error(400, 'ResourceExistsException', `The operation failed because the secret ${name} already exists.`);
  }
  const { arn, versionId } = change(name, {
    value: optionalText(SecretString),
    description: optionalText(Description),
    kmsKeyId: optionalText(KmsKeyId),
  });
  return answer({ ARN: arn, Name: name, VersionId: versionId });
}

type Operation = (store: Store, found: Found, parameters: Parameters) => AwsResponse;

/** The operations on an existing secret. */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  DescribeSecret: (_, { name, secret }) =>
    answer({
      ARN: secret.arn,
      Name: name,
      Description: secret.description,
      KmsKeyId: secret.kmsKeyId,
      CreatedDate: secret.createdAt / 1000,
      DeletedDate: secret.deletedAt === undefined ? undefined : secret.deletedAt / 1000,
    }),
  GetSecretValue: (_, { name, secret }) => {
    if (secret.deletedAt !== undefined) return markedForDeletion();
    if (secret.value === undefined) {
      const message = "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT";
      return error(400, 'ResourceNotFoundException', message);
    }
    return answer({
      ARN: secret.arn,
      Name: name,
      VersionId: secret.versionId,
      SecretString: secret.value,
      VersionStages: ['AWSCURRENT'],
      CreatedDate: secret.createdAt / 1000,
    });
  },
  PutSecretValue: ({ change }, { name, secret }, { SecretString }) => {
    if (secret.deletedAt !== undefined) return markedForDeletion();
    const { arn, versionId } = change(name, { value: optionalText(SecretString), versionId: randomUUID() });
    return answer({ ARN: arn, Name: name, VersionId: versionId, VersionStages: ['AWSCURRENT'] });
  },
  RestoreSecret: ({ change }, { name }) => answer({ ARN: change(name, { deletedAt: undefined }).arn, Name: name }),
};

/**
 * Starts a local Secrets Manager: it creates, describes, reads, changes and restores secrets by name or full ARN. Secrets
 * are only in memory.
 */
export async function startSecretsManager(options: ServerOptions): Promise<LocalSecretsManager> {
  const { clock } = options;
  const store = createStore(clock);
  const service: AwsService = {
    describe: (request) => {
      const { SecretId, Name } = parseParameters(request);
      return { operation: parseOperation(request), key: optionalText(SecretId) ?? optionalText(Name) ?? '' };
    },
    error,
    answer: async (request) => {
      const { operation, key } = service.describe(request);
      if (operation === 'CreateSecret') return create(store, parseParameters(request));
      const perform = OPERATIONS[operation];
      if (perform === undefined) return error(400, 'UnknownOperationException', operation);
      const found = store.find(key);
      if (found !== undefined) return perform(store, found, parseParameters(request));
      return error(400, 'ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    },
  };
  return {
    ...(await serve(service, options)),
    put: (name, value) => void store.change(name, { value, versionId: randomUUID() }),
    scheduleDeletion: (name) => void store.change(name, { deletedAt: clock.now() + RECOVERY_MS }),
  };
}
