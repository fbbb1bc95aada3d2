import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCredentials } from '#cli/commands/credentials-input.ts';
import type { Prompts } from '#cli/io.ts';
import { thrownBy } from '../../support/functions/thrown.ts';
import { temporaryFolder } from '../../support/sandbox/aws/temporary-folder.ts';

const CLIENT = '{"clientId":"lake","clientSecret":"planted"}';

/** Answers questions in turn, and notes which of them were hidden. */
function answering(choice: string, ...answers: string[]): { prompts: Prompts; hidden: string[] } {
  const hidden: string[] = [];
  const next = (): string => answers.shift() ?? 'no answer left';
  const prompts: Prompts = {
    choose: async () => choice,
    chooseSeveral: async () => [],
    ask: async () => next(),
    askHidden: async (question) => {
      hidden.push(question);
      return next();
    },
  };
  return { prompts, hidden };
}

const piped = (bytes: string | Buffer) => ({ readInput: async () => Buffer.from(bytes) });

describe('readCredentials', () => {
  it.each([
    ['client_credentials', ['lake', 'planted'], { clientId: 'lake', clientSecret: 'planted' }],
    ['access_token', ['planted'], { accessToken: 'planted' }],
    ['api_token', ['ana@example.com', 'planted'], { email: 'ana@example.com', apiToken: 'planted' }],
    ['password', ['ana', 'planted'], { username: 'ana', password: 'planted' }],
    ['json', [CLIENT], { clientId: 'lake', clientSecret: 'planted' }],
  ])('asks for each field of the form %s, and hides the confidential one', async (form, answers, expected) => {
    const { prompts, hidden } = answering(form, ...answers);
    expect(JSON.parse(await readCredentials({ prompts }, { subdomain: 'acme' }))).toEqual(expected);
    expect(hidden).toHaveLength(1);
  });

  it('reads standard input without a terminal or for --json, and a file if one is named', async () => {
    expect(await readCredentials(piped(`${CLIENT}\n`), { subdomain: 'acme' })).toBe(CLIENT);
    const { prompts } = answering('access_token', 'typed');
    expect(await readCredentials({ prompts, ...piped(CLIENT) }, { subdomain: 'acme', json: true })).toBe(CLIENT);
    const file = join(await temporaryFolder(), 'secret.json');
    await writeFile(file, CLIENT);
    expect(await readCredentials({ prompts, ...piped('') }, { subdomain: 'acme', file })).toBe(CLIENT);
  });

  it('accepts UTF-8 with a byte order mark, and reports UTF-16', async () => {
    expect(await readCredentials(piped(`\u{FEFF}${CLIENT}`), { subdomain: 'acme' })).toBe(CLIENT);
    const utf16 = Buffer.from(`\u{FEFF}${CLIENT}`, 'utf16le');
    await expect(readCredentials(piped(utf16), { subdomain: 'acme' })).rejects.toThrow(
      /standard input is not encoded as UTF-8/,
    );
  });

  it('reports that there is neither a terminal nor an input', async () => {
    const { prompts } = answering('access_token', 'planted');
    const message = /Pass --file, or pipe the JSON/;
    await expect(readCredentials({}, { subdomain: 'acme' })).rejects.toThrow(message);
    await expect(readCredentials({ prompts }, { subdomain: 'acme', json: true })).rejects.toThrow(message);
  });

  it('reports a file that cannot be read', async () => {
    const file = join(await temporaryFolder(), 'none.json');
    await expect(readCredentials({}, { subdomain: 'acme', file })).rejects.toThrow(/none\.json .*ENOENT.*--file/);
  });

  it.each([
    ['', 'is empty'],
    ['planted', 'is not a JSON object'],
    ['{"token":"planted"}', 'has none of the accepted forms'],
    ['{"accessToken":"planted","subdomain":"globex"}', 'is bound to a subdomain other than acme'],
  ])('rejects the input %j without quoting it, and names the accepted forms', async (text, problem) => {
    const error = await thrownBy(() => readCredentials(piped(text), { subdomain: 'acme' }));
    expect(error).toMatchObject({ exitCode: 2, message: expect.stringContaining(`The input ${problem}`) });
    expect(error.message).toMatch(/\{"accessToken"\}.*Nothing was changed\.$/);
    expect(error.message).not.toContain('planted');
  });
});
