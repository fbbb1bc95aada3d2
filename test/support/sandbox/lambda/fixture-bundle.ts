import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Invocation, type LambdaHost, type LambdaOptions, startLambda } from '#sandbox/lambda/host.ts';
import { temporaryFolder } from '../aws/temporary-folder.ts';

/**
 * Starts a host for a bundle that contains only this handler.
 *
 * @param handler - the source of a function `(event, context)`
 * @param preamble - source that runs once when the bundle is loaded
 */
export async function startHost(
  handler: string,
  options: Partial<LambdaOptions> = {},
  preamble = '',
): Promise<LambdaHost> {
  const bundleDir = await temporaryFolder();
  await writeFile(join(bundleDir, 'index.mjs'), `${preamble}\nexport const handler = ${handler};\n`);
  const host = await startLambda({ bundleDir, env: {}, ...options });
  onTestFinished(() => host.stop());
  return host;
}

/** Returns the object that an invocation returned. */
export function parseResult(invocation: Invocation): Readonly<Record<string, unknown>> {
  if (!invocation.ok) throw new Error(`${invocation.error.name}: ${invocation.error.message}`);
  return { ...Object(invocation.result) };
}
