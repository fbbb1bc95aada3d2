import { CLI } from '#common/command.ts';
import { RESOURCE_OPTIONS } from '#functions/export/core/export-request.ts';
import { accountSchema, configSchema } from './config-schema.ts';

/** The places of the settings file that have options, from the outside in. */
const LEVELS = [
  { place: 'at the top level of the file, next to accounts', options: Object.keys(configSchema.shape) },
  { place: 'in each entry of accounts', options: Object.keys(accountSchema.shape) },
  { place: 'in the object of a resource', options: RESOURCE_OPTIONS },
] as const;

/**
 * Describes an unknown option of the settings file, with the option that was probably meant.
 * @param path - of the object that contains it: empty, `accounts.0` or `accounts.0.resources.0`
 */
export function describeUnknownSetting(path: readonly PropertyKey[], key: string): string {
  const name = [...path, key].join('.');
  if (isSecret(key)) return refuseSecret(name);
  const own = LEVELS[path.length / 2];
  const elsewhere = LEVELS.find((level) => level !== own && level.options.includes(key));
  if (elsewhere !== undefined) return `${name}: this option belongs ${elsewhere.place}.`;
  return `${name}: unknown option. ${suggest(key, own?.options ?? [])}`;
}

/** Describes an unknown option of `-c`, which sets the options of the stack and of one account. */
export function describeUnknownOption(path: readonly PropertyKey[], key: string): string {
  const name = [...path, key].join('.');
  if (isSecret(key)) return refuseSecret(name);
  return `${name}: unknown option. ${suggest(key, [...LEVELS[0].options, ...LEVELS[1].options])}`;
}

/** The fields of a secret's JSON, and other names for them. */
const SECRETS: ReadonlySet<string> = new Set([
  'clientid',
  'clientsecret',
  'accesstoken',
  'apitoken',
  'token',
  'username',
  'password',
  'credentials',
]);

const isSecret = (key: string): boolean => SECRETS.has(toLetters(key));

const refuseSecret = (name: string): string =>
  `${name}: credentials must never be among the options. Remove them, and store them with ${CLI} credentials.`;

function suggest(key: string, names: readonly string[]): string {
  const meant = findSimilar(key, names);
  return meant === undefined ? 'docs/configuration.md lists all options.' : `Did you mean ${meant}?`;
}

/** Letters of a name: `page-size` and `PageSize` are spellings of `pageSize`. */
export const toLetters = (name: string): string => name.replaceAll(/[^a-z0-9]/gi, '').toLowerCase();

/** Returns the name that is most similar to a misspelt one; undefined if none is. */
export function findSimilar(text: string, names: readonly string[]): string | undefined {
  const letters = toLetters(text);
  const [best] = names
    .map((name) => ({ name, distance: editDistance(letters, toLetters(name)) }))
    .sort((a, b) => a.distance - b.distance);
  return best !== undefined && best.distance <= Math.max(1, letters.length / 3) ? best.name : undefined;
}

/** Counts the letters to insert, delete or replace to turn one text into the other (Levenshtein). */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [row, letter] of from.split('').entries()) {
    const current = [row + 1];
    for (const [column, other] of to.split('').entries()) {
      const [diagonal = 0, above = 0] = previous.slice(column, column + 2);
      current.push(Math.min((current[column] ?? 0) + 1, above + 1, diagonal + (letter === other ? 0 : 1)));
    }
    previous = current;
  }
  return previous.at(-1) ?? 0;
}
