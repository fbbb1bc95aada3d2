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
  // A person has to correct the configuration, so without the stack trace that the CDK prints for a throw. An
  // annotation would need a stack to stand on, and the CDK would complain that this one is empty.
  console.error(error.message);
  process.exitCode = 1;
}
