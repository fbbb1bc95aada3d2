import type { AttributeValue, GetItemCommandInput, UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import getItem from 'dynalite/actions/getItem.js';
import updateItem from 'dynalite/actions/updateItem.js';
import * as getItemRules from 'dynalite/validations/getItem.js';
import * as updateItemRules from 'dynalite/validations/updateItem.js';
import { readRequest, type Rules } from './dynalite-request.ts';

export type Item = Readonly<Record<string, AttributeValue>>;

/** A table of cursor items in memory. dynalite validates and carries out requests, without its server. */
export type Table = {
  item(exportId: string): Item | undefined;
  update(input: UpdateItemCommandInput): object;
  get(input: GetItemCommandInput): { readonly Item?: object };
};

const KEY = { AttributeName: 'export_id', KeyType: 'HASH' };
const DESCRIPTION = { KeySchema: [KEY], AttributeDefinitions: [{ AttributeName: 'export_id', AttributeType: 'S' }] };

export function createTable(): Table {
  /** Items by dynalite's internal keys. */
  const items = new Map<string, Item>();
  const byExportId = new Map<string | undefined, Item>();
  const itemDb = {
    lock: (_key: string, task: (release: <T>(callback: T) => T) => void) => task((callback) => callback),
    get(key: string, callback: (error: Error | null, item?: Item) => void) {
      const item = items.get(key);
      if (item === undefined) callback(Object.assign(new Error('The item does not exist.'), { name: 'NotFoundError' }));
      else callback(null, item);
    },
    put(key: string, item: Item, callback: (error: Error | null) => void) {
      // A copy, because dynalite changes its objects later.
      const written: Item = JSON.parse(JSON.stringify(item));
      items.set(key, written);
      byExportId.set(written['export_id']?.S, written);
      callback(null);
    },
  };
  const store = {
    options: { maxItemSize: 409_600 },
    tableDb: {},
    getTable: (TableName: string, callback: (error: null, table: object) => void) =>
      callback(null, { TableName, ...DESCRIPTION }),
    getItemDb: () => itemDb,
  };

  function carryOut(
    action: typeof updateItem,
    rules: Rules,
    input: UpdateItemCommandInput | GetItemCommandInput,
  ): object {
    const data = readRequest(store, input, rules);
    const response: { error?: unknown; result?: object } = {};
    action(store, data, (error: unknown, result: object) => Object.assign(response, { error, result }));
    if (response.error !== null && response.error !== undefined) throw toSdkError(response.error);
    if (response.result === undefined) throw new Error('dynalite did not call back synchronously.');
    return response.result;
  }

  return {
    item: (exportId) => byExportId.get(exportId),
    update: (input) => carryOut(updateItem, updateItemRules, input),
    get: (input) => carryOut(getItem, getItemRules, input),
  };
}

function toSdkError(error: unknown): Error {
  const { body } = error as { body?: { __type?: string; message?: string } };
  const message = body?.message ?? String(error);
  return body?.__type?.endsWith('#ConditionalCheckFailedException')
    ? new ConditionalCheckFailedException({ message, $metadata: { httpStatusCode: 400 } })
    : new Error(message);
}
