import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ConfigError } from './config/config-error.ts';
import { loadConfig } from './config/load-config.ts';
import { SETTINGS_FILE } from './config/settings-file.ts';
import { DEFAULT_STACK_NAME } from './config/stack-names.ts';
import { readUserContext } from './config/user-context.ts';
import { ExporterStack } from './exporter-stack.ts';
import { synthesizeTemplate } from './synthesize-template.ts';
import { assertTemplateFits } from './template-limits.ts';

// Without a second synthesis at the end of the process, whose error would hide ours.
const app = new App({ autoSynth: false });
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

try {
  const { config, notice } = loadConfig(app.node.getAllContext(), SETTINGS_FILE, readUserContext());
  if (notice !== undefined) console.error(notice);
  // Before the checks of the CDK, whose errors would not name the accounts.
  assertTemplateFits(config, synthesizeTemplate);
  // The id makes generated names unique, such as those of schedule groups.
  new ExporterStack(app, config.stackName ?? DEFAULT_STACK_NAME, config);
  app.synth();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  // A stack trace does not help to fix the configuration. An annotation needs a stack, and the CDK would report an error
  // because this app has none.
  console.error(error.message);
  process.exitCode = 1;
}
