import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type AppProps } from 'aws-cdk-lib';
import * as z from 'zod/mini';

const cdkJson = z.object({ app: z.string(), context: z.record(z.string(), z.unknown()) });

/** cdk.json: the app's command, and the context of every synthesis. */
export const CDK_JSON = cdkJson.parse(JSON.parse(readFileSync(join(import.meta.dirname, '..', 'cdk.json'), 'utf8')));

/**
 * Creates an app with the context of cdk.json, which does not bundle the function, and passes it to `use`. Then deletes
 * the folder to which the app is synthesized. Without `outdir`, the CDK leaves such a folder for each app.
 *
 * The CDK does not apply its own rules, which take two thirds of the time of a synthesis. `npm test` applies them to
 * every variant of the template.
 *
 * @param props - more properties of the app, and entries that replace those of the context
 */
export function withApp<T>(use: (app: App) => T, { context, ...props }: AppProps = {}): T {
  const outdir = mkdtempSync(join(tmpdir(), 'zendesk-lake-cdk-'));
  const allContext = { ...CDK_JSON.context, 'aws:cdk:bundling-stacks': [], ...context };
  try {
    return use(new App({ builtinCloudFormationValidation: false, ...props, outdir, context: allContext }));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
