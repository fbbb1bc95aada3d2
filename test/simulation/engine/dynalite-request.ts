import type { AttributeValue, GetItemCommandInput, UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { checkTypes, checkValidations } from 'dynalite/validations/index.js';

/** dynalite's validation rules for an operation. */
export type Rules = { readonly types: object; readonly custom: unknown };

type Input = UpdateItemCommandInput | GetItemCommandInput;
type Values = Readonly<Record<string, AttributeValue>>;

/**
 * Creates a function that validates requests and parses their expressions with dynalite. Parsing is half the work of a
 * scenario, so each expression is parsed only once. Its syntax tree is cached with placeholders for the values.
 */
export function createRequestReader(store: object) {
  const trees = new Map<string, unknown>();

  return (input: Input, rules: Rules): object => {
    const data: Input = JSON.parse(JSON.stringify(input));
    const values = 'ExpressionAttributeValues' in data ? (data.ExpressionAttributeValues ?? {}) : {};
    const name = nameOf(input);
    const tree = trees.get(name);
    if (tree !== undefined) return Object.assign(data, fillIn(tree, values));
    const read = checkTypes(data, rules.types);
    checkValidations(read, rules.types, rules.custom, store);
    const { _updates, _condition } = read as { _updates?: object; _condition?: object };
    const checked = (read as { ExpressionAttributeValues?: Values }).ExpressionAttributeValues ?? {};
    trees.set(name, withPlaceholders({ _updates, _condition }, checked));
    return read;
  };
}

const nameOf = (input: Input): string =>
  'UpdateExpression' in input ? `${input.UpdateExpression} IF ${input.ConditionExpression}` : '';

/** A placeholder in a syntax tree for a value of the request, with the value's name. */
type Placeholder = { readonly placeholder: string };

function withPlaceholders(tree: object, values: Values): unknown {
  const names = new Map(Object.entries(values).map(([name, value]) => [value as unknown, name]));
  return JSON.parse(
    JSON.stringify(tree, (_, node: unknown) => (names.has(node) ? { placeholder: names.get(node) } : node)),
  );
}

function fillIn(tree: unknown, values: Values): unknown {
  if (typeof tree !== 'object' || tree === null) return tree;
  if (Array.isArray(tree)) return tree.map((node: unknown) => fillIn(node, values));
  if (isPlaceholder(tree)) return values[tree.placeholder];
  const copy: Record<string, unknown> = {};
  for (const [name, node] of Object.entries(tree)) copy[name] = fillIn(node, values);
  return copy;
}

const isPlaceholder = (node: object): node is Placeholder => 'placeholder' in node;
