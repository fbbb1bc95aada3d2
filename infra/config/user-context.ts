import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A CDK context: options by name. */
export type CdkContext = Readonly<Record<string, unknown>>;

/** The file of a user whose context the CDK adds to every app. @see https://docs.aws.amazon.com/cdk/v2/guide/context.html */
const USER_FILE = join(homedir(), '.cdk.json');

/** Reads the context of a user's own file. Returns an empty one if the file is missing or damaged, which the CDK reports. */
export function readUserContext(path = USER_FILE): CdkContext {
  try {
    const file: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const context = typeof file === 'object' && file !== null && 'context' in file ? file.context : undefined;
    return typeof context === 'object' && context !== null ? { ...context } : {};
  } catch {
    return {};
  }
}
