import { type AccountVolume, type CostLine, type ExportVolume, monthlyCost, sharedCost } from '#common/cost-model.ts';

/** The monthly cost of one export. */
type ExportCost = ExportVolume & {
  readonly export: string;
  /** USD a month that the export adds to its account. */
  readonly usd: number;
};

/** The monthly cost of one account. */
export type AccountCost = {
  readonly account: string;
  readonly exports: readonly ExportCost[];
  readonly lines: readonly CostLine[];
  readonly usd: number;
  /** The part of `usd` that no single export causes: runs, secret, alarms, and metrics of the account. */
  readonly sharedUsd: number;
};

/** The monthly cost of the stack. */
export type StackCost = {
  readonly accounts: readonly AccountCost[];
  /** The cost that all accounts share: the alarms of the function, and the dashboard. */
  readonly shared: { readonly lines: readonly CostLine[]; readonly usd: number };
  /** The lines of all accounts and the shared ones, summed by item. */
  readonly lines: readonly CostLine[];
  readonly usd: number;
};

type NamedVolume = ExportVolume & { readonly export: string };

/** Estimates the cost of an account, and which part of it each export causes. */
export function estimateAccount(
  account: string,
  volume: Omit<AccountVolume, 'exports'> & { readonly exports: readonly NamedVolume[] },
): AccountCost {
  const lines = monthlyCost(volume);
  const usd = sumUsd(lines);
  const exports = volume.exports.map((each) => {
    const others = volume.exports.filter((other) => other !== each);
    return { ...each, usd: usd - sumUsd(monthlyCost({ ...volume, exports: others })) };
  });
  return { account, exports, lines, usd, sharedUsd: usd - sumUsd(exports) };
}

/** Adds up the accounts and the shared cost. */
export function estimateStack(accounts: readonly AccountCost[], dashboard: boolean): StackCost {
  const sharedLines = sharedCost({ dashboard });
  const lines = sumByItem([...accounts.flatMap((each) => each.lines), ...sharedLines]);
  return { accounts, shared: { lines: sharedLines, usd: sumUsd(sharedLines) }, lines, usd: sumUsd(lines) };
}

const sumUsd = (items: readonly { readonly usd: number }[]): number => items.reduce((sum, { usd }) => sum + usd, 0);

function sumByItem(lines: readonly CostLine[]): CostLine[] {
  const sums = new Map<string, CostLine>();
  for (const line of lines) {
    const { quantity = 0, usd = 0 } = sums.get(line.item) ?? {};
    sums.set(line.item, { ...line, quantity: quantity + line.quantity, usd: usd + line.usd });
  }
  return [...sums.values()];
}
