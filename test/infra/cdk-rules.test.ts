import { CfnResource, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { expect, it } from 'vitest';
import { synthesizeVariant, VARIANT_NAMES } from '#scripts/synthesize-variants.ts';
import { withApp } from '#scripts/with-app.ts';

it.each(VARIANT_NAMES)("the CDK's own rules find nothing in the variant %s of the template", (name) => {
  expect(() => synthesizeVariant(name)).not.toThrow();
});

const synthesizeQueue = (): Template =>
  withApp(
    (app) => {
      const stack = new Stack(app, 'Team');
      new CfnResource(stack, 'Queue', { type: 'AWS::SQS::Queue', properties: { Nmae: 'queue' } });
      return Template.fromStack(stack);
    },
    { builtinCloudFormationValidation: true },
  );

it("the CDK's own rules refuse a property that does not exist", () => {
  expect(synthesizeQueue).toThrow('Nmae');
});
