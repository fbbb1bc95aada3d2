import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ConfigError, parseConfig } from './config/config.ts';
import { ExporterStack } from './exporter-stack.ts';

const app = new App();
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

try {
  new ExporterStack(app, 'ZendeskLake', parseConfig(app.node.getAllContext()));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  // A stack trace does not help to fix the configuration. An annotation needs a stack, and the CDK would report an error
  // because this app has none.
  console.error(error.message);
  process.exitCode = 1;
}
