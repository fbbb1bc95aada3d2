import { expect, it } from 'vitest';
import { CURSOR_ATTRIBUTES } from '#common/cursor-attributes.ts';
import { RESERVED_WORDS } from '../support/functions/reserved-words.ts';

it("the list of DynamoDB's reserved words is complete", () => {
  expect(RESERVED_WORDS.size).toBe(573);
  expect([...RESERVED_WORDS].filter((word) => !/^[A-Z]+$/.test(word))).toEqual([]);
});

// The code writes them into expressions as they are, without placeholders.
it('no attribute of the cursor item has a name that DynamoDB reserves', () => {
  const names: readonly string[] = Object.values(CURSOR_ATTRIBUTES);
  expect(names.filter((name) => RESERVED_WORDS.has(name.toUpperCase()))).toEqual([]);
  expect(names).toHaveLength(29);
});
