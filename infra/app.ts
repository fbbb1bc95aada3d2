import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ConfigError } from './config/config-error.ts';
import { loadConfig } from './config/load-config.ts';
import { SETTINGS_FILE } from './config/settings-file.ts';
import { ExporterStack } from './exporter-stack.ts';

const app = new App();
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

try {
  const { config, notice } = loadConfig(app.node.getAllContext(), SETTINGS_FILE);
  if (notice !== undefined) console.error(notice);
  new ExporterStack(app, 'ZendeskLake', config);
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  // A stack trace does not help to fix the configuration. An annotation needs a stack, and the CDK would report an error
  // because this app has none.
  console.error(error.message);
  process.exitCode = 1;
}
