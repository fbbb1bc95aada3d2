import type { AccountExport } from '../account/account.ts';
import type { ExportRules } from './request.ts';

/** Returns the export with other page rules. They take precedence over its own and the simulator's. */
export function withRules(create: AccountExport, rules: Partial<ExportRules>): AccountExport {
  return (account) => {
    const table = create(account);
    return { ...table, rules: { ...table.rules, ...rules } };
  };
}
