/**
 * Import rules for the linter. A folder may import only the folders that are listed for it in its group.
 * test/import-rules.test.ts plants a violation of each rule.
 */
type Group = Readonly<Record<string, readonly string[]>>;

/** Top-level folders. Nothing imports test/. */
const TOP_LEVEL: Group = {
  common: [],
  functions: ['common'],
  catalog: ['common'],
  // In functions/, only the export request and the resources.
  infra: ['common', 'catalog', 'functions', 'scripts'],
  // Implements Zendesk's protocol independently of functions/, so that a misunderstanding does not affect both.
  sandbox: ['common', 'catalog', 'scripts'],
  // Finds a deployed stack by its outputs, and knows nothing of the sandbox. In infra/, only the settings file.
  cli: ['common', 'catalog', 'functions', 'infra'],
  // In engines/, the installer of other programs. In cli/, the code that reads and verifies a lake.
  bench: ['catalog', 'common', 'infra', 'sandbox', 'scripts', 'engines', 'cli'],
  engines: ['common', 'catalog', 'sandbox', 'scripts'],
  scripts: ['common', 'catalog', 'infra'],
};

/** The folders of functions/export/core. Each may also import the files directly in core/. */
const CORE: Group = {
  page: [],
  pagination: ['page'],
  lake: ['page', 'pagination'],
  state: ['page', 'pagination'],
  pacing: [],
  ports: ['page', 'pagination', 'lake', 'state', 'pacing'],
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

/** Severity and options of a rule in the linter's configuration. */
type Setting = ['error', { patterns: Rule[] }];

type Rule = { readonly regex: string; readonly message: string };

const forbid = (regex: string, message: string): Rule => ({ regex, message });

/** The files that combine the adapters. */
const COMPOSITION_FILES = '(handler|create-handler|environment|clock)\\.ts$';

const AWS = forbid(
  '^(@aws-sdk|@aws-lambda-powertools|@smithy)/|^(aws-cdk-lib|constructs)(/|$)',
  'No AWS imports here. Use a port (functions/export/core/ports).',
);
const IO = forbid(
  '^node:([ad-z]|c[a-qs-z]|cr[a-xz])',
  'No I/O here. The only Node modules allowed are node:crypto, for digests, and node:buffer.',
);
const CDK = forbid('^(aws-cdk-lib|constructs)(/|$)', 'Only infra/ and scripts/ may import the CDK.');
const ADAPTERS = forbid(
  `^(\\.\\./)+(zendesk|aws)/|^(\\.\\./)+${COMPOSITION_FILES}`,
  'The core must not import anything outside the core.',
);
const COMPOSITION = forbid(`^\\.\\./${COMPOSITION_FILES}`, 'Only the handler may combine adapters.');
const FUNCTION_SHARED = forbid(
  '^#functions/export/(core/[a-z]+/|[abd-z]|c[a-np-z]|core/(err|out|rat)|core/export-options)',
  'infra/ may import only the export request and the resources from functions/.',
);

const CLI_SHARED = forbid(
  `^(#|(\\.\\./)+)infra/(${Object.keys(INFRA)
    .filter((name) => name !== 'config')
    .join('|')}|[a-z-]+\\.ts)`,
  'cli/ may import only config/ from infra/, which does not load the CDK.',
);

const BENCH_SHARED = forbid(
  `^(#|(\\.\\./)+)cli/(${Object.keys(CLI)
    .filter((name) => !['core', 'aws'].includes(name))
    .join('|')}|[a-z-]+\\.(ts|js))`,
  'bench/ may import only core/ and aws/ from cli/.',
);

const buildOverride = (files: string, patterns: readonly Rule[]) => {
  const setting: Setting = ['error', { patterns: [...patterns] }];
  return { files: [files], rules: { 'no-restricted-imports': setting } };
};

const listForbidden = (group: Group, name: string): string =>
  Object.keys(group)
    .filter((each) => each !== name && !group[name]?.includes(each))
    .join('|');

/** Forbids other top-level folders, by subpath import or relative path. */
const forbidTopLevel = (folder: string): Rule =>
  forbid(
    `^(#|(\\.\\./)+)(${listForbidden(TOP_LEVEL, folder)}|test)/`,
    `${folder}/ must not import this folder. See scripts/import-rules.ts.`,
  );

/** Forbids sibling folders that are not listed in the group. */
function forbidSiblings(group: Group, path: string, name: string): Rule[] {
  const others = listForbidden(group, name);
  if (others === '') return [];
  return [
    forbid(
      `^\\.\\./(${others})/|^#${path}/(${others})/`,
      `${path}/${name}/ must not import this folder. See scripts/import-rules.ts.`,
    ),
  ];
}

/** Builds one override per folder. If two match a file, the later one replaces the earlier one. */
export const importRules = () => [
  ...Object.keys(TOP_LEVEL).map((folder) =>
    buildOverride(`${folder}/**`, [
      forbidTopLevel(folder),
      ...(['infra', 'scripts'].includes(folder) ? [] : [CDK]),
      ...(folder === 'catalog' ? [AWS] : []),
      ...(folder === 'cli' ? [CLI_SHARED] : []),
      ...(folder === 'bench' ? [BENCH_SHARED] : []),
    ]),
  ),
  buildOverride('functions/export/zendesk/**', [
    forbidTopLevel('functions'),
    AWS,
    COMPOSITION,
    forbid('^\\.\\./aws/', 'zendesk/ may import only the core.'),
  ]),
  buildOverride('functions/export/aws/**', [
    forbidTopLevel('functions'),
    CDK,
    COMPOSITION,
    forbid('^\\.\\./zendesk/', 'aws/ may import only the core.'),
  ]),
  buildOverride('functions/export/core/*.ts', [
    forbidTopLevel('functions'),
    AWS,
    IO,
    forbid('^\\.\\./', 'The core must not import anything outside the core.'),
    forbid('^\\./[a-z-]+/', 'The files in core/ must not import its folders.'),
  ]),
  ...Object.keys(CORE).map((folder) =>
    buildOverride(`functions/export/core/${folder}/**`, [
      forbidTopLevel('functions'),
      AWS,
      IO,
      ADAPTERS,
      ...forbidSiblings(CORE, 'functions/export/core', folder),
    ]),
  ),
  ...Object.keys(INFRA).map((folder) =>
    buildOverride(`infra/${folder}/**`, [
      forbidTopLevel('infra'),
      FUNCTION_SHARED,
      ...(folder === 'config' ? [CDK] : []),
      ...forbidSiblings(INFRA, 'infra', folder),
    ]),
  ),
  ...Object.keys(CLI).map((folder) =>
    buildOverride(`cli/${folder}/**`, [
      forbidTopLevel('cli'),
      CDK,
      CLI_SHARED,
      ...(folder === 'core' ? [AWS, IO] : []),
      ...forbidSiblings(CLI, 'cli', folder),
    ]),
  ),
];
