import { type DynamoDBClient, UpdateItemCommand, type UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, type PutObjectCommandInput, type S3Client } from '@aws-sdk/client-s3';
import type { Aws, HandlerDeps } from '#functions/export/create-handler.ts';
import type { CursorStore, Lake } from '#functions/export/core/ports/ports.ts';
import type { PageRequest, PageResult } from '#functions/export/core/ports/zendesk.ts';
import type { Modules } from './modules.ts';

/*
 * Replacements at the function's ports: what goes out to AWS and Zendesk, and what comes back. They hold whatever is
 * rearranged between the ports.
 */

type CreateHandler = Modules['functions/export/create-handler.ts']['createHandler'];
type CreateCursorStore = Modules['functions/export/aws/cursor-store.ts']['createCursorStore'];
type CreateZendesk = Modules['functions/export/zendesk/client.ts']['createZendesk'];

/** The client, with another input for each UpdateItem. */
export const changeUpdates = (
  client: DynamoDBClient,
  change: (input: UpdateItemCommandInput) => UpdateItemCommandInput,
): DynamoDBClient =>
  changeCommands(client, (command) =>
    command instanceof UpdateItemCommand ? new UpdateItemCommand(change(command.input)) : command,
  );

/** The client, with another input for each PutObject. */
export const changePuts = (
  client: S3Client,
  change: (input: PutObjectCommandInput) => PutObjectCommandInput,
): S3Client =>
  changeCommands(client, (command) =>
    command instanceof PutObjectCommand ? new PutObjectCommand(change(command.input)) : command,
  );

function changeCommands<Client extends DynamoDBClient | S3Client>(
  client: Client,
  change: (command: object) => object,
): Client {
  const real = client as unknown as { send(command: object, options: object): Promise<object> };
  const send = (command: object, options: object): Promise<object> => real.send(change(command), options);
  return { send } as unknown as Client;
}

/** The cursor store, with some methods replaced. */
export const changeCursorStore =
  (change: (real: CursorStore) => Partial<CursorStore>) =>
  (create: CreateCursorStore): CreateCursorStore =>
  (...args) => {
    const real = create(...args);
    return { ...real, ...change(real) };
  };

/** The cursor store, whose one method sends other UpdateItems. */
export const changeWritesOf =
  (method: keyof CursorStore, change: (input: UpdateItemCommandInput) => UpdateItemCommandInput) =>
  (create: CreateCursorStore): CreateCursorStore =>
  (client, ...args) => ({
    ...create(client, ...args),
    [method]: create(changeUpdates(client, change), ...args)[method],
  });

/** The function, with other dependencies. They are made for each run. */
export const changeDeps =
  (change: (deps: HandlerDeps) => Partial<HandlerDeps>) =>
  (create: CreateHandler): CreateHandler =>
  (deps) =>
    create({ ...deps, ...change(deps) });

/** The function, with another lake or cursor store in each run. */
export const changeAws = (change: (aws: Aws) => Partial<Aws>) =>
  changeDeps((deps) => ({
    aws(environment) {
      const aws = deps.aws(environment);
      return { ...aws, ...change(aws) };
    },
  }));

/** The lake, with another way of landing. */
export const changeLanding =
  <Args extends readonly unknown[]>(change: (real: Lake) => Lake['land']) =>
  (create: (...args: Args) => Lake) =>
  (...args: Args): Lake => ({ land: change(create(...args)) });

/** The client of Zendesk, with other results. */
export const changeResults =
  (change: (result: PageResult, request: PageRequest) => PageResult) =>
  (create: CreateZendesk): CreateZendesk =>
  (deps) => {
    const real = create(deps);
    return { ...real, fetchPage: async (request) => change(await real.fetchPage(request), request) };
  };
