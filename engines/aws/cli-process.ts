import { execFile } from 'node:child_process';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { killAtExit } from '../core/children.ts';
import { ROOT } from '../core/folders.ts';

/** Exit code of a command, and its JSON document. */
export type CommandResult = {
  /** Undefined if it was ended by a signal. */
  readonly exitCode: number | undefined;
  readonly data: unknown;
};

/** Values by their path in the JSON document, such as `exports.0.position`. */
export type Fields = Readonly<Record<string, unknown>>;

const COMMAND_LINE = join(ROOT, 'cli', 'index.js');
const TIMEOUT_MS = 120_000;

/**
 * Runs a command of the command line in a separate process, with `--json`.
 *
 * @param env - all environment variables: no profile or endpoint of the user reaches the command
 * @throws Error if it prints something other than JSON
 */
export async function runCli(env: Readonly<Record<string, string>>, command: string): Promise<CommandResult> {
  const { exitCode, stdout, stderr } = await runProcess(env, [...command.split(' '), '--json']);
  try {
    return { exitCode, data: JSON.parse(stdout) };
  } catch {
    const end = `${stdout}${stderr}`.trim().slice(-300);
    throw new Error(`zendesk-lake ${command} prints no JSON (exit code ${exitCode}): ${end}`);
  }
}

type Ended = { readonly exitCode: number | undefined; readonly stdout: string; readonly stderr: string };

function runProcess(env: Readonly<Record<string, string>>, args: readonly string[]): Promise<Ended> {
  const settings = {
    timeout: TIMEOUT_MS,
    env: { PATH: process.env['PATH'], AWS_CONFIG_FILE: devNull, AWS_SHARED_CREDENTIALS_FILE: devNull, ...env },
  };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [COMMAND_LINE, ...args], settings, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      resolve({ exitCode: typeof code === 'number' ? code : undefined, stdout, stderr });
    });
    killAtExit(child);
  });
}

/**
 * Returns a sentence for a wrong exit code, and one for each field with another value. A missing field is always wrong,
 * so that two misspelled names never agree.
 */
export function findDifferences(
  { exitCode, data }: CommandResult,
  expectedCode: number,
  expectedFields: Fields,
): string[] {
  const wrongCode = exitCode === expectedCode ? [] : [`exit code ${exitCode} instead of ${expectedCode}`];
  const wrongFields = Object.entries(expectedFields).flatMap(([path, expected]) => {
    const actual = readPath(data, path);
    return actual === undefined ? [describe(path, actual, expected)] : compareValues(path, actual, expected);
  });
  return [...wrongCode, ...wrongFields];
}

/** Returns a sentence if the values differ; of two objects, one for each member that differs. An undefined member is a missing one. */
export function compareValues(name: string, actual: unknown, expected: unknown): string[] {
  if (isDeepStrictEqual(actual, expected)) return [];
  if (!isPlainObject(actual) || !isPlainObject(expected)) return [describe(name, actual, expected)];
  const members = Object.keys({ ...actual, ...expected });
  return members.flatMap((member) => compareValues(`${name}.${member}`, actual[member], expected[member]));
}

const describe = (name: string, actual: unknown, expected: unknown): string =>
  `${name} is ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`;

/** False for arrays and dates, which are compared as a whole. */
const isPlainObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

const readPath = (data: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (value, name) => (typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined),
      data,
    );
