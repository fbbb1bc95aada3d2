import type { AttributeValue, GetItemCommandInput, UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { checkTypes, checkValidations } from 'dynalite/validations/index.js';

/** dynalite's validation rules for an operation. */
export type Rules = { readonly types: object; readonly custom: unknown };

type Input = UpdateItemCommandInput | GetItemCommandInput;
type Values = Readonly<Record<string, AttributeValue>>;

/** The syntax trees of all scenarios by the shape of their request, with placeholders for the values. */
const trees = new Map<string, unknown>();

/**
 * Validates a request and parses its expressions with dynalite. Parsing is half the work of a scenario, so requests of
 * the same shape are parsed only once.
 */
export function readRequest(store: object, input: Input, rules: Rules): object {
  const data: Input = JSON.parse(JSON.stringify(input));
  const values = 'ExpressionAttributeValues' in data ? (data.ExpressionAttributeValues ?? {}) : {};
  const shape = shapeOf(data, values);
  const tree = trees.get(shape);
  if (tree !== undefined) return Object.assign(data, fillIn(tree, values));
  const read = checkTypes(data, rules.types);
  checkValidations(read, rules.types, rules.custom, store);
  const { _updates, _condition } = read as { _updates?: object; _condition?: object };
  const checked = (read as { ExpressionAttributeValues?: Values }).ExpressionAttributeValues ?? {};
  trees.set(shape, withPlaceholders({ _updates, _condition }, checked));
  return read;
}

/** Everything of a request that its validation depends on, except for the values themselves. */
function shapeOf(input: Input, values: Values): string {
  if (!('UpdateExpression' in input)) return Object.keys(input).join();
  const types = Object.entries(values).map(([name, value]) => `${name} ${Object.keys(value).join()}`);
  return `${Object.keys(input).join()}: ${input.UpdateExpression} IF ${input.ConditionExpression} WITH ${types.join()}`;
}

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
