/**
 * What may import what, for the linter. The arrows between folders go one way: a folder imports those that are named
 * for it in its group, and none of the others. test/import-rules.test.ts plants a violation of each rule.
 */
type Group = Readonly<Record<string, readonly string[]>>;

/** Top-level folders. Nothing imports test/. */
const TOP_LEVEL: Group = {
  common: [],
  functions: ['common'],
  catalog: ['common'],
  // Of functions/, the export request and the resources only.
  infra: ['common', 'catalog', 'functions', 'scripts'],
  // Speaks Zendesk's protocol on its own, so that a misreading is not repeated on both sides.
  sandbox: ['common', 'catalog', 'scripts'],
  // Knows a deployed stack by its outputs, and no simulated one.
  cli: ['common', 'catalog', 'functions'],
  bench: ['common', 'infra', 'sandbox', 'scripts'],
  engines: ['common', 'catalog', 'sandbox', 'scripts'],
  scripts: ['common', 'catalog', 'infra'],
};

/** The folders of functions/export/core. All of them may import the files directly in core/. */
const CORE: Group = {
  page: [],
  pagination: ['page'],
  lake: ['page', 'pagination'],
  state: ['page', 'pagination'],
  pacing: [],
  ports: ['page', 'pagination', 'lake', 'state'],
  telemetry: ['lake', 'state'],
  run: ['page', 'pagination', 'lake', 'state', 'pacing', 'ports', 'telemetry'],
};

/** The folders of infra/. */
const INFRA: Group = {
  config: [],
  storage: ['config'],
  exporter: ['config', 'storage'],
  monitoring: ['config', 'storage', 'exporter'],
  analytics: ['config', 'storage', 'exporter', 'monitoring'],
};

/** The folders of cli/. */
const CLI: Group = {
  core: [],
  print: ['core'],
  aws: ['core'],
  zendesk: ['core'],
  commands: ['core', 'print', 'aws', 'zendesk'],
};

/** A rule's severity and options, as the linter's configuration has them. */
type Setting = ['error', { patterns: Rule[] }];

type Rule = { readonly regex: string; readonly message: string };

const AWS: Rule = {
  regex: '^(@aws-sdk|@aws-lambda-powertools|@smithy)/|^(aws-cdk-lib|constructs)(/|$)',
  message: 'No AWS here: put it behind a port (functions/export/core/ports).',
};
const IO: Rule = {
  regex: '^node:([abd-z]|c[a-qs-z]|cr[a-xz])',
  message: 'No I/O here: of Node only node:crypto is allowed, for digests.',
};
const CDK: Rule = { regex: '^(aws-cdk-lib|constructs)(/|$)', message: 'Only infra/ and scripts/ know the CDK.' };
const ADAPTERS: Rule = {
  regex: '^(\\.\\./)+(zendesk|aws)/|^(\\.\\./)+(handler|create-handler|environment|clock)\\.ts$',
  message: 'The core imports nothing outside the core.',
};
const COMPOSITION: Rule = {
  regex: '^\\.\\./(handler|create-handler|environment|clock)\\.ts$',
  message: 'Only the handler puts adapters together.',
};
const FUNCTION_SHARED: Rule = {
  regex: '^#functions/export/(core/[a-z]+/|[abd-z]|c[a-np-z]|core/(err|out|rat)|core/export-options)',
  message: 'infra/ shares only the export request and the resources with functions/.',
};

const overrideFor = (files: string, patterns: readonly Rule[]) => {
  const setting: Setting = ['error', { patterns: [...patterns] }];
  return { files: [files], rules: { 'no-restricted-imports': setting } };
};

const forbiddenIn = (group: Group, name: string): string =>
  Object.keys(group)
    .filter((each) => each !== name && !group[name]?.includes(each))
    .join('|');

/** Other top-level folders, by subpath or by climbing. */
const topLevel = (folder: string): Rule => ({
  regex: `^(#|(\\.\\./)+)(${forbiddenIn(TOP_LEVEL, folder)}|test)/`,
  message: `${folder}/ does not import this folder: see scripts/import-rules.ts.`,
});

/** Folders next to this one that it does not import. */
function neighbors(group: Group, path: string, name: string): Rule[] {
  const others = forbiddenIn(group, name);
  if (others === '') return [];
  return [
    {
      regex: `^\\.\\./(${others})/|^#${path}/(${others})/`,
      message: `${path}/${name}/ does not import this folder: see scripts/import-rules.ts.`,
    },
  ];
}

/** One override per folder; a later one replaces an earlier one for the files of both. */
export const importRules = () => [
  ...Object.keys(TOP_LEVEL).map((folder) =>
    overrideFor(`${folder}/**`, [
      topLevel(folder),
      ...(['infra', 'scripts'].includes(folder) ? [] : [CDK]),
      ...(folder === 'catalog' ? [AWS] : []),
    ]),
  ),
  overrideFor('functions/export/zendesk/**', [
    topLevel('functions'),
    AWS,
    COMPOSITION,
    { regex: '^\\.\\./aws/', message: 'zendesk/ imports the core only.' },
  ]),
  overrideFor('functions/export/aws/**', [
    topLevel('functions'),
    CDK,
    COMPOSITION,
    { regex: '^\\.\\./zendesk/', message: 'aws/ imports the core only.' },
  ]),
  overrideFor('functions/export/core/*.ts', [
    topLevel('functions'),
    AWS,
    IO,
    { regex: '^\\.\\./', message: 'The core imports nothing outside the core.' },
    { regex: '^\\./[a-z-]+/', message: 'The files in core/ import none of its folders.' },
  ]),
  ...Object.keys(CORE).map((folder) =>
    overrideFor(`functions/export/core/${folder}/**`, [
      topLevel('functions'),
      AWS,
      IO,
      ADAPTERS,
      ...neighbors(CORE, 'functions/export/core', folder),
    ]),
  ),
  ...Object.keys(INFRA).map((folder) =>
    overrideFor(`infra/${folder}/**`, [topLevel('infra'), FUNCTION_SHARED, ...neighbors(INFRA, 'infra', folder)]),
  ),
  ...Object.keys(CLI).map((folder) =>
    overrideFor(`cli/${folder}/**`, [
      topLevel('cli'),
      CDK,
      ...(folder === 'core' ? [AWS, IO] : []),
      ...neighbors(CLI, 'cli', folder),
    ]),
  ),
];
