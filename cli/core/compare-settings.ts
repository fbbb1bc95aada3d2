import * as z from 'zod/mini';

/** The options of a stack, without defaults. Only their structure is checked: an older version may have deployed them. */
export const optionsSchema = z.looseObject({ accounts: z.array(z.looseObject({ subdomain: z.string() })) });

export type Options = z.infer<typeof optionsSchema>;

/** An option with different values. A value is null if it is not set, so that its default applies. */
export type Difference = {
  /** `dashboard`, `accounts.acme.pageSize`, or `accounts.acme` if only one side has the account. */
  readonly option: string;
  readonly deployed: unknown;
  readonly file: unknown;
};

/** Lists the options whose values in the settings file are not those of the deployed stack. */
export function compareSettings(deployed: Options, file: Options): Difference[] {
  const [theirs, ours] = [groupOptions(deployed), groupOptions(file)];
  return joinNames(theirs.keys(), ours.keys()).flatMap((group) => {
    const [before, after] = [theirs.get(group), ours.get(group)];
    if (before === undefined || after === undefined) {
      return [{ option: group, deployed: before ?? null, file: after ?? null }];
    }
    return joinNames(Object.keys(before), Object.keys(after))
      .map((name) => ({
        option: formatName(group, name),
        deployed: before[name] ?? null,
        file: after[name] ?? null,
      }))
      .filter((each) => JSON.stringify(each.deployed) !== JSON.stringify(each.file));
  });
}

/** Lists options with their values: `accounts` with all subdomains, then options such as `accounts.acme.pageSize`. */
export const listOptions = (options: Options): (readonly [option: string, value: unknown])[] => [
  ['accounts', [...new Set(options.accounts.map(({ subdomain }) => subdomain))].join(', ')],
  ...[...groupOptions(options)].flatMap(([group, values]) =>
    Object.entries(values).map(([name, value]) => [formatName(group, name), value] as const),
  ),
];

/** Groups options by account. The group of the stack has the empty name. A subdomain's second entry ends in `#2`. */
function groupOptions({ accounts, ...stack }: Options): ReadonlyMap<string, Readonly<Record<string, unknown>>> {
  const entries = new Map<string, number>();
  const groups = accounts.map(({ subdomain, ...options }) => {
    const entry = (entries.get(subdomain) ?? 0) + 1;
    entries.set(subdomain, entry);
    return [`accounts.${subdomain}${entry === 1 ? '' : `#${entry}`}`, options] as const;
  });
  return new Map([['', stack], ...groups]);
}

const formatName = (group: string, name: string): string => (group === '' ? name : `${group}.${name}`);

const joinNames = (some: Iterable<string>, others: Iterable<string>): string[] => [...new Set([...some, ...others])];
