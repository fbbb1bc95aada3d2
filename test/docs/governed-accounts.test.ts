import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { COMMAND_ACTIONS } from '#infra/operator/command-actions.ts';

const PAGE = readFileSync('docs/governed-accounts.md', 'utf8');

const namesIn = (text = ''): string[] => [...text.matchAll(/`([\w:]+)`/g)].map(([, name = '']) => name);

/** The rows of the table of permissions: commands, and their actions. */
const ROWS = [...PAGE.matchAll(/^\| (`[^|]*) \| ([^|]*) \|$/gm)].map(([, commands, actions]) => ({
  commands: namesIn(commands),
  actions: namesIn(actions),
}));

it.each(Object.entries(COMMAND_ACTIONS))(
  'docs/governed-accounts.md lists the IAM actions of %s',
  (command, actions) => {
    const documented = ROWS.filter(({ commands }) => commands.includes(command)).flatMap((row) => row.actions);
    expect(documented.toSorted()).toEqual([...actions].toSorted());
  },
);
