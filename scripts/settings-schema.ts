import * as z from 'zod/mini';
import { configSchema } from '#infra/config/config-schema.ts';

/**
 * Builds the JSON Schema of the settings file, with which editors complete and check it.
 *
 * @param documentation - docs/configuration.md, whose tables describe every option
 */
export function describeSettings(documentation: string): object {
  const descriptions = readDescriptions(documentation);
  const { $schema, properties, ...schema } = z.toJSONSchema(configSchema, {
    io: 'input',
    target: 'draft-7',
    override: ({ path, jsonSchema }) => {
      // The property of a TypeScript type, not of the file.
      delete jsonSchema.readOnly;
      const [place, name] = path.slice(-2);
      const description = descriptions.get(String(name));
      if (place === 'properties' && description !== undefined) jsonSchema.description = description;
    },
  });
  const reference = { type: 'string', description: 'The schema of this file, for editors' };
  return { $schema, title: 'Settings of zendesk-lake', ...schema, properties: { $schema: reference, ...properties } };
}

/** Reads the rows of the option tables: name, meaning and default. */
function readDescriptions(documentation: string): ReadonlyMap<string, string> {
  const rows = documentation.matchAll(/^\| `(\w+)` +\| (.*?) +\| (.*?) +\|$/gm);
  return new Map(
    [...rows].map(([, name = '', meaning = '', byDefault = '']) => [
      name,
      `${toPlainText(meaning)}. ${byDefault === 'required' ? 'Required' : `Default: ${toPlainText(byDefault)}`}.`,
    ]),
  );
}

/** Removes Markdown's links and code marks. */
const toPlainText = (markdown: string): string =>
  markdown.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll('`', '');
