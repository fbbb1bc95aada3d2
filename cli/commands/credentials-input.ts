import { readFile } from 'node:fs/promises';
import { readSecretForm, SECRET_FORMS } from '#functions/export/zendesk/secret.ts';
import { CommandError } from '../exit.ts';
import type { Choice, Io, Prompts } from '../io.ts';

/** The source of credentials, and their account. */
export type CredentialsInput = {
  readonly subdomain: string;
  /** Path of a file with the secret's JSON. Default: a hidden prompt, or standard input without a terminal. */
  readonly file?: string | undefined;
  /** True for scripts: no prompt. */
  readonly json?: boolean | undefined;
};

type Field = { readonly name: string; readonly question: string; readonly isHidden: boolean };

const shown = (name: string, question: string): Field => ({ name, question, isHidden: false });
const hidden = (name: string, question: string): Field => ({ name, question, isHidden: true });

/** The forms of credentials in the order of preference, with the question for each field. */
const FORMS: readonly (Choice & { readonly fields: readonly Field[] })[] = [
  {
    value: 'client_credentials',
    label: 'OAuth client (recommended)',
    fields: [shown('clientId', 'Identifier of the OAuth client'), hidden('clientSecret', 'Secret of the OAuth client')],
  },
  { value: 'access_token', label: 'OAuth access token', fields: [hidden('accessToken', 'Access token')] },
  {
    value: 'api_token',
    label: 'API token (Zendesk ends API tokens on 2027-04-30)',
    fields: [shown('email', 'Email address of the admin'), hidden('apiToken', 'API token')],
  },
  {
    value: 'password',
    label: 'User name and password',
    fields: [shown('username', 'User name of the admin'), hidden('password', 'Password')],
  },
];

/** The choice to paste the secret's JSON as a whole. */
const JSON_CHOICE: Choice = { value: 'json', label: 'JSON in one of these forms' };

/**
 * Reads Zendesk credentials from a file, a hidden prompt or standard input, and validates their form.
 * @returns the JSON for the secret
 * @throws CommandError if there are none or they cannot be used for the account. No message quotes them.
 */
export async function readCredentials(io: Pick<Io, 'prompts' | 'readInput'>, input: CredentialsInput): Promise<string> {
  const text = (await readText(io, input)).trim();
  const secret = readSecretForm(text, input.subdomain);
  if (!('problem' in secret)) return text;
  throw new CommandError(
    `The input ${secret.problem}. Expected JSON in one of these forms: ${SECRET_FORMS}. An optional "subdomain" must be ${input.subdomain}. Nothing was changed.`,
  );
}

async function readText({ prompts, readInput }: Pick<Io, 'prompts' | 'readInput'>, input: CredentialsInput) {
  const { file, json } = input;
  if (file !== undefined) return decode(await readBytes(file), file);
  if (prompts !== undefined && json !== true) return promptForCredentials(prompts);
  if (readInput !== undefined) return decode(await readInput(), 'standard input');
  throw new CommandError(
    'No credentials: no terminal is attached for a hidden prompt. Pass --file, or pipe the JSON to standard input.',
  );
}

async function promptForCredentials({ choose, ask, askHidden }: Prompts): Promise<string> {
  const chosen = await choose('How does zendesk-lake sign in to Zendesk?', [...FORMS, JSON_CHOICE]);
  const form = FORMS.find(({ value }) => value === chosen);
  if (form === undefined) return askHidden('JSON of the credentials');
  const answers: [name: string, value: string][] = [];
  for (const { name, question, isHidden } of form.fields) {
    answers.push([name, await (isHidden ? askHidden : ask)(question)]);
  }
  return JSON.stringify(Object.fromEntries(answers));
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new CommandError(`The file ${path} could not be read (${reason}). Check the path given with --file.`);
  }
}

/** Removes a byte order mark. Windows PowerShell writes UTF-16 by default, which `fatal` detects. */
function decode(bytes: Buffer, source: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new CommandError(`The text of ${source} is not encoded as UTF-8. Save it as UTF-8, then retry.`);
  }
}
