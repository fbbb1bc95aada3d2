import type { AttributeValue, GetItemCommandInput, UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { checkTypes, checkValidations } from 'dynalite/validations/index.js';

/** What dynalite's validation of an operation consists of. */
export type Rules = { readonly types: object; readonly custom: unknown };

type Input = UpdateItemCommandInput | GetItemCommandInput;
type Values = Readonly<Record<string, AttributeValue>>;

/**
 * Requests as dynalite's actions take them, checked and their expressions parsed by dynalite. Parsing is half the
 * work of a scenario, so an expression is parsed once: its syntax tree is kept with holes where the values go.
 */
export function createRequestReader(store: object) {
  const trees = new Map<string, unknown>();

  return (input: Input, rules: Rules): object => {
    const data: Input = JSON.parse(JSON.stringify(input));
    const values = 'ExpressionAttributeValues' in data ? (data.ExpressionAttributeValues ?? {}) : {};
    const name = nameOf(input);
    const tree = trees.get(name);
    if (tree !== undefined) return Object.assign(data, filled(tree, values));
    const read = checkTypes(data, rules.types);
    checkValidations(read, rules.types, rules.custom, store);
    const { _updates, _condition } = read as { _updates?: object; _condition?: object };
    const checked = (read as { ExpressionAttributeValues?: Values }).ExpressionAttributeValues ?? {};
    trees.set(name, withHoles({ _updates, _condition }, checked));
    return read;
  };
}

const nameOf = (input: Input): string =>
  'UpdateExpression' in input ? `${input.UpdateExpression} IF ${input.ConditionExpression}` : '';

/** Stands in a tree where a request's own value goes. */
type Hole = { readonly hole: string };

function withHoles(tree: object, values: Values): unknown {
  const names = new Map(Object.entries(values).map(([name, value]) => [value as unknown, name]));
  return JSON.parse(JSON.stringify(tree, (_, node: unknown) => (names.has(node) ? { hole: names.get(node) } : node)));
}

function filled(tree: unknown, values: Values): unknown {
  if (typeof tree !== 'object' || tree === null) return tree;
  if (Array.isArray(tree)) return tree.map((node: unknown) => filled(node, values));
  if (isHole(tree)) return values[tree.hole];
  const copy: Record<string, unknown> = {};
  for (const [name, node] of Object.entries(tree)) copy[name] = filled(node, values);
  return copy;
}

const isHole = (node: object): node is Hole => 'hole' in node;
