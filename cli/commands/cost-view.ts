import { formatBytes, formatCount, formatUsd } from '#common/format.ts';
import { PRICES } from '#common/prices.ts';
import type { AccountCost, StackCost } from '../core/estimate-cost.ts';
import { type Style, table } from '../print/style.ts';

const NOTE = [
  `An estimate, not a bill. Prices: us-east-1 list prices of ${PRICES.asOf}; check current ones.`,
  'Volume: the last 30 days. The row of an export has the cost that it adds to its account.',
  'Assumes 1 s per run, 0.1 s per invocation without a poll, and 6 s for each further page of a run.',
  'Excludes free tiers, sideloads in separate datasets, and queries.',
].join('\n');

/** Formats one row per export and account, then one row per item of the bill. */
export function renderCost(style: Style, { accounts, shared, lines, usd }: StackCost): string {
  const rows = [
    ...accounts.flatMap((each) => formatAccount(style, each)),
    ['shared by all accounts', '', '', '', formatUsd(shared.usd)],
    [style.bold('total'), '', '', '', style.bold(formatUsd(usd))],
  ];
  const items = lines.map(({ item, quantity, unit, usd: amount }) => [
    item,
    formatQuantity(quantity),
    unit,
    formatUsd(amount),
  ]);
  return [
    table(style, ['per month', 'polls', 'objects', 'stored', 'USD'], rows),
    table(style, ['item', 'per month', '', 'USD'], items),
    style.dim(NOTE),
  ].join('\n\n');
}

const formatAccount = (style: Style, { account, exports, sharedUsd, usd }: AccountCost): string[][] => [
  [style.bold(account), '', '', '', style.bold(formatUsd(usd))],
  ...exports.map((each) => [
    `  ${each.export.slice(account.length + 1)}`,
    formatCount(each.polls),
    formatCount(each.objects),
    formatBytes(each.storedBytes),
    formatUsd(each.usd),
  ]),
  ['  shared by its exports', '', '', '', formatUsd(sharedUsd)],
];

const formatQuantity = (value: number): string =>
  value < 10 && !Number.isInteger(value) ? value.toPrecision(2) : formatCount(value);
