import { expect } from 'vitest';
import type { Resource } from '#functions/export/core/resource.ts';
import { RESOURCES } from '#functions/export/core/resources.ts';
import type { DeployedStack } from './deployed-stack.ts';

/** The checks of one account by name: its own, and one per resource. */
type Checks = Readonly<Record<string, { readonly state: string; readonly detail: string; readonly fix?: string }>>;

type NamedCheck = Checks[string] & { readonly name: string };

/** Runs `doctor` for one account. Checks that nothing confidential is printed. */
export async function runDoctor(
  { json, printed }: DeployedStack,
  options = '',
): Promise<{ readonly code: number; readonly checks: Checks }> {
  const { code, data } = await json(`doctor ${options}`);
  const { accounts } = data as { accounts: { checks: NamedCheck[]; exports: NamedCheck[] }[] };
  expect(printed()).not.toMatch(/planted/);
  expect(accounts).toHaveLength(1);
  const all = accounts.flatMap(({ checks, exports }) => [...checks, ...exports]);
  return { code, checks: Object.fromEntries(all.map((check) => [check.name, check])) };
}

/** Returns the states of checks by name. */
export const getStates = (checks: Checks): Record<string, string> =>
  Object.fromEntries(Object.entries(checks).map(([name, { state }]) => [name, state]));

const pathOf = (resource: Resource): string =>
  resource.kind === 'list' ? (resource.parents?.path ?? resource.path) : resource.pagination.timePath;

/** Returns the body of a page without records, as Zendesk sends it at the end of the resource at a path. */
export function emptyPage(path: string): string {
  const resource = Object.values<Resource>(RESOURCES).find((each) => pathOf(each) === path);
  const itemKey = (resource?.kind === 'list' ? resource.parents?.itemKey : undefined) ?? resource?.itemKey ?? '';
  const ends = { end_time: null, end_of_stream: true, next_page: null, meta: { has_more: false, after_cursor: null } };
  return JSON.stringify({ [itemKey]: [], count: 0, ...ends });
}
