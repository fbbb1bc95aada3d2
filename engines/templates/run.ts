import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod/mini';
import { synthesizeVariant, VARIANT_NAMES } from '#scripts/synthesize-variants.ts';
import type { AwsCheck } from '../aws/checks.ts';
import type { Progress } from '../core/engine.ts';
import { errorText } from '../core/error-text.ts';
import { WORK_FOLDER } from '../core/folders.ts';
import { Unavailable } from '../core/session.ts';
import { installNpm } from '../install/npm.ts';
import { installPython } from '../install/python.ts';
import { runCommand } from '../install/run-command.ts';

type Variants = ReadonlyMap<string, object>;

/** Checks the template of every variant with cfn-lint, and its state machine with asl-validator. */
export async function runTemplates(progress: Progress): Promise<AwsCheck[]> {
  progress('synthesizing the variants');
  const variants = new Map(VARIANT_NAMES.map((name) => [name, synthesizeVariant(name)]));
  progress('cfn-lint');
  const lint = await orSkip('cfn-lint', () => lintTemplates(variants));
  progress('asl-validator');
  return [lint, await orSkip('asl-validator', () => validateStateMachines(variants))];
}

async function orSkip(name: string, check: () => Promise<Omit<AwsCheck, 'name'>>): Promise<AwsCheck> {
  try {
    return { name, ...(await check()) };
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    return { name, passed: 'skipped', failures: [], notRun: [errorText(error)] };
  }
}

/**
 * Errors and warnings, and stateful resources without a deletion policy (I3011). W3005 is excluded: the CDK adds
 * dependencies that a reference already implies.
 */
const CHECKS = ['--include-checks', 'I3011', '--ignore-checks', 'W3005'];

async function lintTemplates(variants: Variants): Promise<Omit<AwsCheck, 'name'>> {
  const { bin } = await installPython('cfn-lint', 'templates/requirements.txt');
  const folder = join(WORK_FOLDER, 'templates');
  await mkdir(folder, { recursive: true });
  const files: string[] = [];
  for (const [name, template] of variants) {
    await writeFile(join(folder, `${name}.json`), JSON.stringify(template, null, 1));
    files.push(`${name}.json`);
  }
  const { ok, output } = await runCommand(join(bin, 'cfn-lint'), ['--format', 'parseable', ...CHECKS, '--', ...files], {
    cwd: folder,
  });
  const findings = output.split('\n').filter((line) => line.trim() !== '');
  // Without a finding, a failure is one of cfn-lint itself.
  const failures = ok || findings.length > 0 ? findings : ['cfn-lint failed without a message'];
  return { passed: `${files.length} templates`, failures };
}

type Validate = (definition: object, options: object) => { errorsText: () => string; isValid: boolean };

async function validateStateMachines(variants: Variants): Promise<Omit<AwsCheck, 'name'>> {
  const folder = await installNpm('asl-validator', 'templates/packages.json');
  const main = join(folder, 'node_modules', 'asl-validator', 'dist', 'src', 'validator.js');
  const { default: validator }: { default: Validate | { default: Validate } } = await import(pathToFileURL(main).href);
  const validate = typeof validator === 'function' ? validator : validator.default;
  const failures: string[] = [];
  let definitions = 0;
  for (const [name, template] of variants) {
    for (const definition of stateMachines(template)) {
      definitions += 1;
      const { isValid, errorsText } = validate(definition, { checkPaths: true });
      if (!isValid) failures.push(`${name}: ${errorsText()}`);
    }
  }
  if (definitions === 0) failures.push('no variant has a state machine');
  return { passed: `${definitions} state machines`, failures };
}

const resources = z.object({
  Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: z.optional(z.unknown()) })),
});
const stateMachine = z.object({
  DefinitionString: z.object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) }),
});

/** The definitions of a template's state machines. References become text, as they do in a deployment. */
function stateMachines(template: object): object[] {
  return Object.values(resources.parse(template).Resources)
    .filter(({ Type }) => Type === 'AWS::StepFunctions::StateMachine')
    .map(({ Properties }) => {
      const [, parts] = stateMachine.parse(Properties).DefinitionString['Fn::Join'];
      return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'aws')).join(''));
    });
}
