import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

/** Lints one planted file under the project's own rules, outside the project. */
function lint(file: string, source: string): { readonly passed: boolean; readonly output: string } {
  const folder = mkdtempSync(join(tmpdir(), 'import-rules-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(ROOT, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), `${source}\nexport const used = planted;\n`);
  const { status, stdout } = spawnSync(join(ROOT, 'node_modules', '.bin', 'oxlint'), [file], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { passed: status === 0, output: stdout };
}

it.each([
  ['functions/export/core/planted.ts', "import { S3Client as planted } from '@aws-sdk/client-s3';"],
  ['functions/export/core/planted.ts', "import { Logger as planted } from '@aws-lambda-powertools/logger';"],
  ['functions/export/core/planted.ts', "import { Stack as planted } from 'aws-cdk-lib/core';"],
  ['functions/export/core/planted.ts', "import { readFileSync as planted } from 'node:fs';"],
  ['functions/export/core/planted.ts', "import { request as planted } from 'node:https';"],
  ['functions/export/core/planted.ts', "import { readFile as planted } from 'node:fs/promises';"],
  ['functions/export/core/planted.ts', "import { openHttp as planted } from '../zendesk/http.ts';"],
  ['functions/export/core/planted.ts', "import { createLake as planted } from '../aws/lake.ts';"],
  ['functions/export/zendesk/planted.ts', "import { S3Client as planted } from '@aws-sdk/client-s3';"],
  ['functions/export/zendesk/planted.ts', "import { createLake as planted } from '../aws/lake.ts';"],
  ['functions/export/aws/planted.ts', "import { openHttp as planted } from '../zendesk/http.ts';"],
  ['infra/planted.ts', "import { createHandler as planted } from '#functions/export/create-handler.ts';"],
  ['infra/planted.ts', "import { startAws as planted } from '#sandbox/aws/index.ts';"],
  ['catalog/planted.ts', "import { RESOURCES as planted } from '#functions/export/core/resource.ts';"],
  ['catalog/planted.ts', "import { Database as planted } from 'aws-cdk-lib/aws-glue';"],
  ['sandbox/planted.ts', "import { advance as planted } from '#functions/export/core/pagination/position.ts';"],
  ['functions/export/planted.ts', "import { runCommandLine as planted } from '../../cli/command-line.ts';"],
  ['functions/export/core/planted.ts', "import { EXIT as planted } from '../../../cli/exit.ts';"],
  ['functions/export/zendesk/planted.ts', "import { EXIT as planted } from '../../../cli/exit.ts';"],
  ['functions/export/aws/planted.ts', "import { EXIT as planted } from '../../../cli/exit.ts';"],
  ['infra/planted.ts', "import { EXIT as planted } from '#cli/exit.ts';"],
  ['catalog/planted.ts', "import { EXIT as planted } from '#cli/exit.ts';"],
  ['sandbox/aws/planted.ts', "import { EXIT as planted } from '../../cli/exit.ts';"],
  ['sandbox/zendesk/export/planted.ts', "import { EXIT as planted } from '../../../cli/exit.ts';"],
  ['cli/planted.ts', "import { ExporterStack as planted } from '#infra/exporter-stack.ts';"],
  ['cli/commands/planted.ts', "import { startAws as planted } from '../../sandbox/aws/index.ts';"],
  ['cli/core/planted.ts', "import { S3Client as planted } from '@aws-sdk/client-s3';"],
  ['cli/core/planted.ts', "import { openLake as planted } from '../aws/lake.ts';"],
  ['cli/core/planted.ts', "import { readFile as planted } from 'node:fs/promises';"],
  ['cli/core/planted.ts', "import { startAws as planted } from '../../sandbox/aws/index.ts';"],
  ['functions/export/planted.ts', "import { costOf as planted } from '../../bench/cost.ts';"],
  ['functions/export/core/planted.ts', "import { costOf as planted } from '../../../bench/cost.ts';"],
  ['sandbox/aws/planted.ts', "import { costOf as planted } from '../../bench/cost.ts';"],
  ['cli/core/planted.ts', "import { costOf as planted } from '../../bench/cost.ts';"],
  [
    'sandbox/zendesk/planted.ts',
    "import { advance as planted } from '../../functions/export/core/pagination/position.ts';",
  ],
  [
    'sandbox/zendesk/export/planted.ts',
    "import { advance as planted } from '../../../functions/export/core/pagination/position.ts';",
  ],
])('the linter refuses in %s: %s', (file, source) => {
  const { passed, output } = lint(file, source);
  expect(passed).toBe(false);
  expect(output).toContain('no-restricted-imports');
});

it.each([
  ['functions/export/core/planted.ts', "import { hash as planted } from 'node:crypto';"],
  ['functions/export/zendesk/planted.ts', "import { advance as planted } from '../core/position.ts';"],
  ['infra/planted.ts', "import { exportRequestSchema as planted } from '#functions/export/core/export-request.ts';"],
  ['cli/core/planted.ts', "import { PRICES as planted } from '../../common/prices.ts';"],
  ['infra/planted.ts', "import { viewsOf as planted } from '#catalog/views.ts';"],
  ['cli/commands/planted.ts', "import { rewind as planted } from '../../cli/aws/rewind.ts';"],
  ['cli/core/planted.ts', "import { verifyChain as planted } from '../../catalog/chain.ts';"],
  ['cli/core/planted.ts', "import { hash as planted } from 'node:crypto';"],
  ['sandbox/main-planted.ts', "import { openTerminal as planted } from './cli/terminal.ts';"],
  ['sandbox/planted.ts', "import { duckdbScript as planted } from '#catalog/duckdb.ts';"],
])('the linter allows in %s: %s', (file, source) => {
  const { output } = lint(file, source);
  expect(output).not.toContain('no-restricted-imports');
});
