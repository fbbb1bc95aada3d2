import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

/** A folder, and an import that its files must not have. */
const FORBIDDEN = [
  // The core: no AWS, no I/O, nothing outside it.
  ['functions/export/core', '@aws-sdk/client-s3'],
  ['functions/export/core', './run/run.ts'],
  ['functions/export/core', '../zendesk/http.ts'],
  ['functions/export/core', '../aws/lake.ts'],
  ['functions/export/core/run', '@aws-sdk/client-s3'],
  ['functions/export/core/run', '@aws-lambda-powertools/logger'],
  ['functions/export/core/run', 'aws-cdk-lib/core'],
  ['functions/export/core/run', 'node:fs'],
  ['functions/export/core/run', 'node:https'],
  ['functions/export/core/run', 'node:fs/promises'],
  ['functions/export/core/run', 'node:child_process'],
  ['functions/export/core/run', '../../zendesk/http.ts'],
  ['functions/export/core/run', '../../aws/lake.ts'],
  ['functions/export/core/run', '../../create-handler.ts'],
  // The folders of the core, in one direction.
  ['functions/export/core/page', '../pagination/position.ts'],
  ['functions/export/core/page', '#functions/export/core/lake/layout.ts'],
  ['functions/export/core/pagination', '../lake/layout.ts'],
  ['functions/export/core/pagination', '../state/cursor.ts'],
  ['functions/export/core/lake', '../state/cursor.ts'],
  ['functions/export/core/state', '../lake/layout.ts'],
  ['functions/export/core/pacing', '../ports/ports.ts'],
  ['functions/export/core/pacing', '../page/page.ts'],
  ['functions/export/core/ports', '../telemetry/events.ts'],
  ['functions/export/core/ports', '../run/run.ts'],
  ['functions/export/core/telemetry', '../run/run.ts'],
  ['functions/export/core/telemetry', '../page/page.ts'],
  // The adapters.
  ['functions/export/zendesk', '@aws-sdk/client-s3'],
  ['functions/export/zendesk', '../aws/lake.ts'],
  ['functions/export/zendesk', '../create-handler.ts'],
  ['functions/export/aws', '../zendesk/http.ts'],
  ['functions/export/aws', 'aws-cdk-lib'],
  ['functions/export/aws', '../handler.ts'],
  // Top-level folders.
  ['functions/export', '#infra/config/config.ts'],
  ['functions/export', '#cli/exit.ts'],
  ['functions/export/core/run', '#sandbox/aws/index.ts'],
  ['functions/export/core/run', '../../../../cli/exit.ts'],
  ['functions/export/zendesk', '#bench/plan.ts'],
  ['functions/export/aws', '#test/support/test-world.ts'],
  ['common', '#functions/export/core/resource.ts'],
  ['common', '../catalog/views.ts'],
  ['catalog', '#functions/export/core/resource.ts'],
  ['catalog', '#cli/exit.ts'],
  ['catalog', '@aws-sdk/client-s3'],
  ['catalog', 'aws-cdk-lib/aws-glue'],
  ['sandbox', '#functions/export/core/pagination/position.ts'],
  ['sandbox/zendesk/export', '../../../functions/export/core/pagination/position.ts'],
  ['sandbox/aws', '#cli/exit.ts'],
  ['sandbox/aws', '#bench/plan.ts'],
  ['bench', '#functions/export/core/resource.ts'],
  ['bench/report', '#cli/exit.ts'],
  ['bench/objects', '#cli/commands/verify.ts'],
  ['bench/objects', '../../cli/print/progress.ts'],
  ['scripts', '#functions/export/core/resource.ts'],
  ['scripts', '#sandbox/aws/index.ts'],
  ['infra', '#sandbox/aws/index.ts'],
  ['infra', '#cli/exit.ts'],
  ['infra/exporter', '#functions/export/create-handler.ts'],
  ['infra/exporter', '#functions/export/core/page/page.ts'],
  ['infra/exporter', '#functions/export/core/outcome.ts'],
  ['infra/exporter', '#functions/export/aws/lake.ts'],
  // The folders of the stack, in one direction.
  ['infra/config', '../storage/lake-bucket.ts'],
  ['infra/config', 'aws-cdk-lib/aws-logs'],
  ['infra/storage', '../exporter/export-function.ts'],
  ['infra/exporter', '../monitoring/alarms.ts'],
  ['infra/monitoring', '../analytics/catalog.ts'],
  // The command line.
  ['cli', '#infra/exporter-stack.ts'],
  ['cli/commands', '#infra/storage/lake-bucket.ts'],
  ['cli/core', '../../infra/exporter-stack.ts'],
  ['cli/commands', '../../sandbox/aws/index.ts'],
  ['cli/core', '@aws-sdk/client-s3'],
  ['cli/core', '../aws/lake.ts'],
  ['cli/core', '../commands/verify.ts'],
  ['cli/core', 'node:fs/promises'],
  ['cli/aws', '../commands/verify.ts'],
  ['cli/print', '../aws/lake.ts'],
] as const;

const ALLOWED = [
  ['functions/export/core', '#common/prices.ts'],
  ['functions/export/core/lake', 'node:crypto'],
  ['functions/export/core/lake', '#common/object-key.ts'],
  ['functions/export/core/run', '../pagination/position.ts'],
  ['functions/export/core/run', '../resource.ts'],
  ['functions/export/core/ports', '../state/cursor.ts'],
  ['functions/export/core/ports', '../pacing/time-budget.ts'],
  ['functions/export/zendesk', '../core/ports/ports.ts'],
  ['functions/export/zendesk', 'node:https'],
  ['functions/export/aws', '@aws-sdk/client-s3'],
  ['functions/export', './zendesk/client.ts'],
  ['infra/exporter', '#functions/export/core/export-request.ts'],
  ['infra/exporter', '#functions/export/core/resource.ts'],
  ['infra/analytics', '../storage/lake-bucket.ts'],
  ['infra/analytics', '#catalog/views.ts'],
  ['cli/core', '#common/prices.ts'],
  ['cli/core', '#catalog/chain.ts'],
  ['cli/core', 'node:crypto'],
  ['cli/commands', '../aws/rewind.ts'],
  ['cli/commands', '#infra/config/settings-file.ts'],
  ['sandbox', '#catalog/duckdb.ts'],
  ['sandbox', './cli/terminal.ts'],
  ['bench', '#sandbox/aws/index.ts'],
  ['bench', '#engines/install/python.ts'],
  ['bench/objects', '#cli/core/prove-chain.ts'],
  ['bench/objects', '#cli/aws/lake.ts'],
  ['test', '#functions/export/core/run/run.ts'],
] as const;

/** The planted files that the linter rejects. */
let rejected: ReadonlySet<string>;
let folder = '';

const formatPath = (kind: string, index: number, at: string): string => `${at}/planted-${kind}-${index}.ts`;

const plants = [
  ...FORBIDDEN.map(([at, module], i) => ({ file: formatPath('forbidden', i, at), module })),
  ...ALLOWED.map(([at, module], i) => ({ file: formatPath('allowed', i, at), module })),
];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'import-rules-'));
  for (const path of ['oxlint.config.ts', 'scripts/import-rules.ts', 'package.json']) {
    cpSync(join(ROOT, path), join(folder, path), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  for (const { file, module } of plants) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), `import { planted } from '${module}';\nexport const used = planted;\n`);
  }
  const oxlint = join(ROOT, 'node_modules', 'oxlint', 'bin', 'oxlint');
  // Named files only, because no .gitignore keeps the linter out of node_modules here.
  const files = plants.map(({ file }) => file);
  const { stdout } = spawnSync(process.execPath, [oxlint, '--format', 'json', ...files], {
    cwd: folder,
    encoding: 'utf8',
  });
  const { diagnostics }: { diagnostics: { code: string; filename: string }[] } = JSON.parse(stdout);
  rejected = new Set(
    diagnostics.filter(({ code }) => code.includes('no-restricted-imports')).map(({ filename }) => filename),
  );
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('import rules', () => {
  it.each(FORBIDDEN.map(([at, module], i) => [at, module, formatPath('forbidden', i, at)]))(
    '%s/ must not import %s',
    (_at, _module, file) => {
      expect(rejected).toContain(file);
    },
  );

  it.each(ALLOWED.map(([at, module], i) => [at, module, formatPath('allowed', i, at)]))(
    '%s/ may import %s',
    (_at, _module, file) => {
      expect(rejected).not.toContain(file);
    },
  );
});
