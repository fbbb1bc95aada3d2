import { getNodePath, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { CLI } from '#common/command.ts';
import { ConfigError } from './config-error.ts';

/**
 * Decodes and parses the settings file. UTF-8 may begin with a byte order mark.
 *
 * @param name - the file's name, for messages
 * @throws ConfigError naming the encoding, or line and column. Its message quotes names of options, but no values.
 */
export function parseSettingsText(bytes: Uint8Array, name: string): unknown {
  const text = decode(bytes, name);
  if (text.trim() === '') {
    // Without --settings, the command would replace the default file.
    throw new ConfigError(`${name} is empty. Create it again: ${CLI} init --force --settings ${name}`);
  }
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true });
  const [first] = errors;
  if (first !== undefined) {
    const problem = describeCode(printParseErrorCode(first.error));
    throw new ConfigError(`${name} is not valid JSON. ${locate(text, first.offset)}: ${problem}.`);
  }
  if (root !== undefined) refuseRepeatedNames(root, text, name);
  return JSON.parse(text);
}

/** PowerShell 5 writes UTF-16 with `>` and `Out-File`. Without a byte order mark, its text still contains zero bytes. */
function decode(bytes: Uint8Array, name: string): string {
  const isUtf16 = (bytes[0] === 0xfe && bytes[1] === 0xff) || (bytes[0] === 0xff && bytes[1] === 0xfe);
  if (isUtf16 || bytes.includes(0)) {
    throw new ConfigError(
      `${name} is encoded in UTF-16. Save it as UTF-8, for example with Set-Content -Encoding utf8 in PowerShell.`,
    );
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ConfigError(`${name} is not encoded in UTF-8. Save it as UTF-8.`);
  }
}

/** JSON.parse would take the last of them. */
function refuseRepeatedNames(node: Node, text: string, name: string): void {
  const seen = new Map<unknown, Node>();
  for (const child of node.children ?? []) {
    const [key] = child.type === 'property' ? (child.children ?? []) : [];
    if (key !== undefined) {
      const earlier = seen.get(key.value);
      if (earlier !== undefined) {
        const option = [...getNodePath(child), key.value].join('.');
        throw new ConfigError(
          `${name} contains ${option} twice: in ${locate(text, earlier.offset)} and in ${locate(text, key.offset)}. Remove one of them.`,
        );
      }
      seen.set(key.value, key);
    }
    refuseRepeatedNames(child, text, name);
  }
}

/** Formats a position. Both numbers begin with 1, as in editors. */
function locate(text: string, offset: number): string {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
  return `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`;
}

/** Formats a code such as `CommaExpected`: "comma expected". */
const describeCode = (code: string): string => code.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
