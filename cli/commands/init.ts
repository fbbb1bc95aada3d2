import { dirname, relative, sep } from 'node:path';
import { CLI } from '#common/command.ts';
import type { IncrementalResource } from '#functions/export/core/resource.ts';
import { INCREMENTAL_RESOURCES } from '#functions/export/core/resources.ts';
import type { ExporterConfig } from '#infra/config/config-schema.ts';
import { DEFAULT_STACK_NAME } from '#infra/config/stack-names.ts';
import { SCHEMA_FILE } from '#infra/config/settings-file.ts';
import type { Report, Start } from '../context.ts';
import { type FirstDay, findFirstDay } from '../core/first-day.ts';
import { CommandError, EXIT } from '../exit.ts';
import type { Choice, Prompts } from '../io.ts';
import { renderChecks } from '../print/checks.ts';
import { wrap } from '../print/wrap.ts';
import { assertReplaceable, assertSettings, buildExportRequest, settingsPath, writeSettings } from '../settings.ts';
import { checkCredentials } from './credentials-check.ts';
import { readCredentials } from './credentials-input.ts';

export type InitOptions = {
  readonly resource?: readonly string[];
  /** Path of a file with the credentials as JSON. */
  readonly file?: string;
  /** Replaces an existing settings file. */
  readonly force?: boolean;
};

/** The resources that are selected when the prompt appears. */
const PRESELECTED = ['tickets', 'users', 'organizations', 'ticket_events'];

/**
 * Writes the settings file for one account. Before that, checks the account's credentials with one request to Zendesk per
 * resource, which also finds the account's first day. Needs no AWS credentials.
 */
export async function init({ io, options: globals }: Start, options: InitOptions): Promise<Report> {
  const path = settingsPath(io, globals.settings);
  const isInteractive = globals.json !== true && io.prompts !== undefined;
  await assertReplaceable(isInteractive ? io : {}, path, options.force === true);
  const account = await askForAccount(isInteractive ? io.prompts : undefined, globals, options);
  const { stack: stackName = DEFAULT_STACK_NAME } = globals;
  const stack = globals.stack === undefined ? {} : { stackName };
  assertSettings({ ...stack, accounts: [account] }, 'The settings would not be valid.');
  const { subdomain } = account;
  const secret = await readCredentials(io, { subdomain, file: options.file, json: globals.json });
  const { checks, probes } = await checkCredentials(io, buildExportRequest(stackName, account), secret, 'beginning');
  const first = findFirstDay(probes, io.now());
  const settings: ExporterConfig = {
    accounts: [{ ...account, ...(first.kind === 'known' && { firstDay: first.day }) }],
    ...stack,
  };
  const file = await writeSettings(path, { $schema: referToSchema(path), ...settings });
  return {
    exitCode: EXIT.ok,
    data: { file, settings, checks },
    text: (style) =>
      [
        ...renderChecks(style, checks),
        wrap(describeFirstDay(first)),
        `${file} was written. Next steps:`,
        ...listNextSteps(globals.settings),
      ].join('\n'),
  };
}

type NewAccount = { readonly subdomain: string; readonly resources?: string[] };

/** @throws CommandError if the subdomain is missing and no terminal is attached */
async function askForAccount(
  prompts: Prompts | undefined,
  { account }: Start['options'],
  { resource }: InitOptions,
): Promise<NewAccount> {
  const subdomain = account ?? (await prompts?.ask('Zendesk subdomain, such as acme for acme.zendesk.com'));
  if (subdomain === undefined) {
    throw new CommandError('No subdomain: no terminal is attached for a question. Pass --account <subdomain>.');
  }
  const resources = resource ?? (await prompts?.chooseSeveral('Resources to export', listChoices(), PRESELECTED));
  return { subdomain, ...(resources !== undefined && { resources: [...resources] }) };
}

/** The incremental resources, and the word for all lists. Single lists can be added in the file. */
function listChoices(): Choice[] {
  const resources: readonly IncrementalResource[] = Object.values(INCREMENTAL_RESOURCES);
  return [
    ...resources.map(({ name, product }) => ({
      value: name,
      label: product === 'Support' ? name : `${name} (requires Zendesk ${product})`,
    })),
    { value: 'lists', label: 'lists (groups, brands, fields, macros and all others)' },
  ];
}

/** Formats the relative path to the schema, for editors. */
function referToSchema(path: string): string {
  const reference = relative(dirname(path), SCHEMA_FILE).split(sep).join('/');
  return reference.startsWith('.') ? reference : `./${reference}`;
}

const describeFirstDay = (first: FirstDay): string =>
  first.kind === 'known'
    ? `The oldest record is of ${first.day}.${describeRefused(first.refused)}`
    : `firstDay is not set, because not every resource could be read: ${first.unanswered.join(', ')}. Without it, the tables begin in 2007. You can add it to the file.`;

const describeRefused = (names: readonly string[]): string =>
  names.length === 0
    ? ''
    : ` Without those of ${names.join(', ')}, which the account refuses. If their records are older, set an earlier firstDay.`;

const listNextSteps = (settings: string | undefined): string[] =>
  settings === undefined
    ? [`  ${CLI} credentials`, '  npx cdk deploy']
    : [`  ${CLI} credentials --settings ${settings}`, `  npx cdk deploy -c settings=${settings}`];
