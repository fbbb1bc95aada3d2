import * as z from 'zod/mini';

const parseNumber = (text: string): unknown => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text);
const parseBoolean = (text: string): unknown => (text === 'true' ? true : text === 'false' ? false : text);
const parseList = (text: string): unknown => text.split(',').map((item) => item.trim());

/**
 * Converts the text of an option (`-c name=value`) to the type that its schema expects: a number, a boolean or a list.
 * Other text stays text, and the schema rejects it.
 */
export function parseText(schema: z.core.$ZodType, text: string): unknown {
  if (
    schema instanceof z.core.$ZodOptional ||
    schema instanceof z.core.$ZodDefault ||
    schema instanceof z.core.$ZodReadonly
  ) {
    return parseText(schema._zod.def.innerType, text);
  }
  if (schema instanceof z.core.$ZodPipe) return parseText(schema._zod.def.in, text);
  if (schema instanceof z.core.$ZodUnion) {
    return schema._zod.def.options.some(isNumeric) ? parseNumber(text) : text;
  }
  if (isNumeric(schema)) return parseNumber(text);
  if (schema instanceof z.core.$ZodBoolean) return parseBoolean(text);
  // A list of objects cannot be written as text.
  if (schema instanceof z.core.$ZodArray && !(schema._zod.def.element instanceof z.core.$ZodObject))
    return parseList(text);
  return text;
}

const isNumeric = (schema: z.core.$ZodType): boolean =>
  schema instanceof z.core.$ZodNumber ||
  (schema instanceof z.core.$ZodLiteral && schema._zod.def.values.every((value) => typeof value === 'number'));
