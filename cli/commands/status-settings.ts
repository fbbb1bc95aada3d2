import type { Context } from '../context.ts';
import { compareSettings, type Difference, listOptions, type Options } from '../core/compare-settings.ts';
import { describeEffects } from '../core/option-effects.ts';
import { list, type Style, table } from '../print/style.ts';
import { wrap } from '../print/wrap.ts';

/** The options of a stack as deployed, and their differences to the settings file. */
export type SettingsStatus = {
  /** Null if the stack has no output `Configuration`. */
  readonly deployed: Options | null;
  /** The settings file; null if there is none. */
  readonly file: string | null;
  /** Null if there is nothing to compare. */
  readonly differences: readonly Difference[] | null;
};

/** Compares the deployed options with the settings file. */
export function readSettingsStatus({ stack, settings }: Pick<Context, 'stack' | 'settings'>): SettingsStatus {
  const { configuration: deployed } = stack;
  const { config, name } = settings;
  const differences = deployed === null || config === undefined ? null : compareSettings(deployed, copyOf(config));
  return { deployed, file: config === undefined ? null : name, differences };
}

const copyOf = ({ accounts, ...options }: NonNullable<Context['settings']['config']>): Options => ({
  ...options,
  accounts: accounts.map((account) => ({ ...account })),
});

/** Formats the deployed options, if they are known, and their differences to the settings file. */
export function renderSettings(style: Style, { deployed, file, differences }: SettingsStatus): string[] {
  if (deployed === null) return [];
  const options = listOptions(deployed).map(([option, value]) => [option, formatValue(value)] as const);
  return [
    ['', style.bold('configuration'), list(style, options), ...renderDifferences(style, file, differences)].join('\n'),
  ];
}

function renderDifferences(
  style: Style,
  file: string | null,
  differences: SettingsStatus['differences'],
): readonly string[] {
  if (file === null || differences === null) return [];
  if (differences.length === 0) return [`  as in ${file}`];
  const rows = differences.map((each) => [each.option, formatValue(each.deployed), formatValue(each.file)]);
  return [
    style.yellow(wrap(`${file} differs. npx cdk diff shows the changes, and npx cdk deploy applies them.`)),
    table(style, ['option', 'deployed', 'file'], rows),
    ...describeEffects(differences).map((effect) => wrap(effect)),
  ];
}

function formatValue(value: unknown): string {
  if (value === null) return '–';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  // An account without options.
  return text === '{}' ? 'defaults' : text;
}
