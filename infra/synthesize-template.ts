import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type AppProps } from 'aws-cdk-lib';
import type { ExporterConfig } from './config/config-schema.ts';
import { DEFAULT_STACK_NAME } from './config/stack-names.ts';
import { ExporterStack } from './exporter-stack.ts';

/** Measures a template of any size, without the slow parts of a synthesis: the function's bundle and all checks. */
const MEASURED = {
  builtinCloudFormationValidation: false,
  postCliContext: {
    'aws:cdk:bundling-stacks': [],
    '@aws-cdk/core:annotationsInValidationReport': false,
    '@aws-cdk/core:stackResourceLimit': 0,
  },
} as const satisfies AppProps;

/** Returns the template of a stack as CloudFormation receives it, also one that is too large. */
export function synthesizeTemplate(config: ExporterConfig, props: AppProps = {}): string {
  const outdir = mkdtempSync(join(tmpdir(), 'zendesk-lake-synth-'));
  try {
    const app = new App({ ...props, ...MEASURED, autoSynth: false, outdir });
    const { artifactId } = new ExporterStack(app, config.stackName ?? DEFAULT_STACK_NAME, config);
    return readFileSync(app.synth().getStackArtifact(artifactId).templateFullPath, 'utf8');
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
