import { parseObjectKey } from '#common/object-key.ts';
import { parseSnapshotKey } from '#common/snapshot-key.ts';
import { INCREMENTAL_RESOURCES, RESOURCES } from '#functions/export/core/resources.ts';
import type { AwsRequest, AwsFault } from '#sandbox/aws/fault.ts';
import type { Fault as ZendeskFault, LoggedRequest } from '#sandbox/zendesk/index.ts';
import type { Harness } from './harness.ts';

/** Every kind of call that an incremental export makes to another service. */
export const CALL_KINDS = [
  'BatchGetItem',
  'acquire',
  'checkpoint',
  'checkpoint with release',
  'release',
  'GetItem',
  'GetSecretValue',
  'PutObject',
  'POST /oauth/tokens',
  'GET by time',
  'GET of a walk',
] as const;

export type CallKind = (typeof CALL_KINDS)[number] | 'GET of a list';

export const isGet = (kind: CallKind): boolean => kind.startsWith('GET ');

/** Whether the call changes the lake or the cursor item. */
export const isWrite = (kind: CallKind): boolean => kind === 'PutObject' || /^(acquire|checkpoint|release)/.test(kind);

/**
 * One call. `nth` counts the calls of its kind for its resource from 1. Calls of different kinds have no fixed order: see
 * turns.ts. Calls for the secret and the token have no resource.
 */
export type Call = { readonly kind: CallKind; readonly resource?: string; readonly nth: number };

/** The outcome of a call. */
export type CallOutcome =
  | 'carried out'
  /** The connection is closed: before the effect (`dropped`), or after it (`answer lost`). */
  | 'dropped'
  | 'answer lost'
  /** The response is an error. The SDK retries it if it is from AWS; the function does not retry it if it is from Zendesk. */
  | 'refused'
  /** Carried out. `afterEffect` runs before the response is sent or lost, with the body of Zendesk's responses. */
  | { readonly afterEffect: (body: string) => void; readonly answer: 'sent' | 'lost' };

/** Decides the outcome of each call after it has arrived and before it takes effect. The caller waits for the decision. */
export function onEachCall(harness: Harness, decide: (call: Call) => CallOutcome | Promise<CallOutcome>): void {
  const counts = new Map<string, number>();
  const next = (kind: CallKind, resource: string | undefined): CallOutcome | Promise<CallOutcome> => {
    const name = `${resource ?? ''} ${kind}`;
    const nth = (counts.get(name) ?? 0) + 1;
    counts.set(name, nth);
    return decide({ kind, nth, ...(resource !== undefined && { resource }) });
  };
  const { secrets, dynamodb, s3 } = harness.aws;
  for (const service of [secrets, dynamodb, s3]) {
    service.intercept(async (request) => awsFault(await next(awsKind(request), awsResource(request))));
  }
  harness.zendesk.intercept(async (request) =>
    zendeskFaults(await next(zendeskKind(request), findResource(request.path.replace(/\/cursor$/, '')))),
  );
}

/**
 * The kind of call of a request to AWS.
 * @throws Error if the function is not known to make this call
 */
export function awsKind({ operation, body }: AwsRequest & { readonly body: Buffer }): CallKind {
  if (operation === 'UpdateItem') return updateKind(JSON.parse(String(body)) as { UpdateExpression: string });
  const known = CALL_KINDS.find((kind) => kind === operation);
  if (known === undefined) throw new Error(`The function is not known to call ${operation}.`);
  return known;
}

function updateKind({ UpdateExpression: expression }: { readonly UpdateExpression: string }): CallKind {
  const releases = /REMOVE.*\blease_owner\b/.test(expression);
  if (expression.includes('checkpoint_id')) return releases ? 'checkpoint with release' : 'checkpoint';
  return releases ? 'release' : 'acquire';
}

/** The resource of an item's key (`acme/users`) or of an object's key, whose dataset can be a sideload (`tickets_users`). */
function awsResource({ operation, key }: AwsRequest): string | undefined {
  if (operation !== 'PutObject') return findResource(key);
  const dataset = (parseObjectKey(key) ?? parseSnapshotKey(key))?.dataset ?? '';
  return (
    findResource(`/${dataset}`) ?? Object.keys(INCREMENTAL_RESOURCES).find((name) => dataset.startsWith(`${name}_`))
  );
}

/** The resource whose name is the last part of a path. Undefined for SLA policies. */
const findResource = (path: string): string | undefined =>
  Object.keys(RESOURCES).find((name) => path.endsWith(`/${name}`));

function zendeskKind({ method, path, query }: LoggedRequest): CallKind {
  if (method === 'POST') return 'POST /oauth/tokens';
  if (!path.includes('/incremental/')) return 'GET of a list';
  return path.endsWith('/cursor') || 'page[size]' in query ? 'GET of a walk' : 'GET by time';
}

function awsFault(outcome: CallOutcome): AwsFault | undefined {
  switch (outcome) {
    case 'carried out':
      return undefined;
    case 'dropped':
      return { kind: 'reset' };
    case 'answer lost':
      return { kind: 'lose_answer' };
    case 'refused':
      return { kind: 'respond', status: 500, code: 'InternalServerError' };
    default:
      return {
        kind: outcome.answer === 'lost' ? 'lose_answer' : 'hold_answer',
        until: async () => outcome.afterEffect(''),
      };
  }
}

const LOST: ZendeskFault = { kind: 'reset', afterBytes: 0 };

function zendeskFaults(outcome: CallOutcome): ZendeskFault[] {
  switch (outcome) {
    case 'carried out':
      return [];
    case 'dropped':
      return [{ kind: 'reset' }];
    case 'answer lost':
      return [LOST];
    case 'refused':
      return [{ kind: 'respond', status: 400, body: '{"error":"Refused","description":"by this test"}' }];
    default: {
      // When the response can be rewritten, the request has taken effect.
      const rewrite: ZendeskFault = { kind: 'rewrite', page: (body) => (outcome.afterEffect(body), body) };
      return outcome.answer === 'lost' ? [rewrite, LOST] : [rewrite];
    }
  }
}
