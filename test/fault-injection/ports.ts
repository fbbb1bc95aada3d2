import { type DynamoDBClient, UpdateItemCommand, type UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, type PutObjectCommandInput, type S3Client } from '@aws-sdk/client-s3';
import type { Aws, HandlerDeps } from '#functions/export/create-handler.ts';
import type { CursorStore, HttpAnswer, Lake } from '#functions/export/core/ports/ports.ts';
import type { PageRequest, PageResult } from '#functions/export/core/ports/zendesk.ts';
import { bodyText } from '#functions/export/zendesk/body.ts';
import { parseJson } from '#functions/export/zendesk/parse-json.ts';
import type { Modules } from './modules.ts';

/*
 * Replacements at the function's ports: requests to AWS and Zendesk, and their responses. They do not depend on the code
 * between the ports.
 */

/** The dependencies of the function's handler. */
export type Deps = HandlerDeps;

type CreateHandler = Modules['functions/export/create-handler.ts']['createHandler'];
type CreateCursorStore = Modules['functions/export/aws/cursor-store.ts']['createCursorStore'];
type CreateZendesk = Modules['functions/export/zendesk/client.ts']['createZendesk'];

/** A DynamoDB client that changes the input of every UpdateItem. */
export const changeUpdates = (
  client: DynamoDBClient,
  change: (input: UpdateItemCommandInput) => UpdateItemCommandInput,
): DynamoDBClient =>
  changeCommands(client, (command) =>
    command instanceof UpdateItemCommand ? new UpdateItemCommand(change(command.input)) : command,
  );

/** An S3 client that changes the input of every PutObject. */
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

/** Replaces some methods of the cursor store. */
export const changeCursorStore =
  (change: (real: CursorStore) => Partial<CursorStore>) =>
  (create: CreateCursorStore): CreateCursorStore =>
  (...args) => {
    const real = create(...args);
    return { ...real, ...change(real) };
  };

/** Changes the UpdateItem that one method of the cursor store sends. */
export const changeWritesOf =
  (method: keyof CursorStore, change: (input: UpdateItemCommandInput) => UpdateItemCommandInput) =>
  (create: CreateCursorStore): CreateCursorStore =>
  (client, ...args) => ({
    ...create(client, ...args),
    [method]: create(changeUpdates(client, change), ...args)[method],
  });

/** Changes the function's dependencies, for each run separately. */
export const changeDeps =
  (change: (deps: Deps) => Partial<Deps>) =>
  (create: CreateHandler): CreateHandler =>
  (deps) =>
    create({ ...deps, ...change(deps) });

/** Replaces the function's lake or cursor store, for each run separately. */
export const changeAws = (change: (aws: Aws) => Partial<Aws>) =>
  changeDeps((deps) => ({
    aws(environment) {
      const aws = deps.aws(environment);
      return { ...aws, ...change(aws) };
    },
  }));

/** Replaces the `land` method of the lake. */
export const changeLanding =
  <Args extends readonly unknown[]>(change: (real: Lake) => Lake['land']) =>
  (create: (...args: Args) => Lake) =>
  (...args: Args): Lake => ({ land: change(create(...args)) });

/** Changes the results of the Zendesk client. */
export const changeResults =
  (change: (result: PageResult, request: PageRequest) => PageResult) =>
  (create: CreateZendesk): CreateZendesk =>
  (deps) => {
    const real = create(deps);
    return { ...real, fetchPage: async (request) => change(await real.fetchPage(request), request) };
  };

/** Whether a request is for a page of a time-based export. */
export const isTimeRequest = ({ method, url }: { readonly method: string; readonly url: string }): boolean =>
  method === 'GET' && !new URL(url).pathname.endsWith('/cursor');

/** The members of a response's JSON object; none if the status is not 200. */
export const parseMembers = (answer: HttpAnswer): Readonly<Record<string, unknown>> =>
  answer.status === 200 ? { ...(parseJson(bodyText(answer)) as object) } : {};
