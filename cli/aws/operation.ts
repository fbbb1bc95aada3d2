/** The part of a client's middleware stack that is used here. */
type MiddlewareStack<Input, Result> = {
  add(
    middleware: (
      next: (args: Input) => Promise<Result>,
      context: { readonly clientName?: string; readonly commandName?: string },
    ) => (args: Input) => Promise<Result>,
    options: { readonly step: 'initialize'; readonly priority: 'high' },
  ): void;
};

/** The prefixes of the clients' IAM actions. */
const PREFIXES: Readonly<Record<string, string>> = {
  CloudFormationClient: 'cloudformation',
  DynamoDBClient: 'dynamodb',
  LambdaClient: 'lambda',
  S3Client: 's3',
  SchedulerClient: 'scheduler',
  SecretsManagerClient: 'secretsmanager',
};

/** The operations whose IAM actions have other names. */
const ACTIONS: Readonly<Record<string, string>> = {
  HeadBucket: 'ListBucket',
  HeadObject: 'GetObject',
  Invoke: 'InvokeFunction',
  ListObjectsV2: 'ListBucket',
};

/** Returns the IAM action of a call, such as `s3:GetObject`. */
export function actionOf(clientName: string, commandName: string): string {
  const operation = commandName.replace(/Command$/, '');
  return `${PREFIXES[clientName]}:${ACTIONS[operation] ?? operation}`;
}

/** The IAM action of each failed call. */
const actions = new WeakMap<Error, string>();

/** Records the IAM action of each failed call of a client. */
export function recordActions<Input, Result>(stack: MiddlewareStack<Input, Result>): void {
  const record =
    (next: (args: Input) => Promise<Result>, context: { clientName?: string; commandName?: string }) =>
    async (args: Input): Promise<Result> => {
      try {
        return await next(args);
      } catch (error) {
        const { clientName = '', commandName = '' } = context;
        if (error instanceof Error) actions.set(error, actionOf(clientName, commandName));
        throw error;
      }
    };
  stack.add(record, { step: 'initialize', priority: 'high' });
}

/** Returns the IAM action of a failed call, such as `s3:GetObject`; undefined for other errors. */
export const findAction = (error: Error): string | undefined => actions.get(error);
