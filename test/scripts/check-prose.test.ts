import { describe, expect, it } from 'vitest';
import { checkProse } from '#scripts/check-prose.ts';
import { MOST_WORDS, PROSE_RULES, TITLE_RULE } from '#scripts/prose-rules.ts';

describe('the house list', () => {
  it.each(PROSE_RULES.map(({ example, use }) => [example, use] as const))('finds "%s"', (example, use) => {
    expect(checkProse('docs/page.md', `Intro.\n\n${example}\n`)).toContainEqual(
      expect.objectContaining({ line: 3, use }) as unknown,
    );
    expect(checkProse('functions/file.ts', `/** ${example} */`)).toContainEqual(
      expect.objectContaining({ line: 1, use }) as unknown,
    );
  });

  it.each([
    'What is zendesk-lake?',
    'The message says what to do.',
    'There is no lock.',
    'Data is encrypted at rest.',
    'A local stand-in for S3.',
    'The resource where the cursor endpoint exists.',
    'It no longer runs; the rest is skipped.',
    'The resource has a cursor endpoint only if its row says so.',
    'See [the glossary](docs/whoever.md) at https://example.com/anew.',
  ])('accepts "%s"', (text) => {
    expect(checkProse('docs/page.md', text)).toEqual([]);
  });
});

describe('the title check', () => {
  it.each([
    TITLE_RULE.example,
    'test("of an empty table", () => {',
    "it.each([1, 2])('is read', () => {",
    'it.prop([x])(`that has died`, () => {',
  ])('reports a title without a subject or a verb: %s', (line) => {
    expect(checkProse('test/some.test.ts', line).map(({ use }) => use)).toContain(TITLE_RULE.use);
  });

  it('accepts a title that begins with a verb', () => {
    expect(checkProse('test/some.test.ts', "it('returns null for an empty table', () => {")).toEqual([]);
  });
});

describe('the sentence check', () => {
  const long = `${'word '.repeat(MOST_WORDS)}word.`;

  it('reports a sentence over the limit, in a document and in a comment of several lines', () => {
    expect(checkProse('docs/page.md', `A line.\n\n${long}`)).toMatchObject([{ line: 3 }]);
    const wrapped = long.replaceAll(/(?:word ){5}/g, '$&\n * ');
    expect(checkProse('functions/file.ts', `const a = 1;\n/**\n * ${wrapped}\n */`)).toMatchObject([{ line: 3 }]);
  });

  it('ends a sentence at a full stop, a colon, a list item, a table cell and a blank line', () => {
    const half = 'word '.repeat(MOST_WORDS - 1);
    expect(checkProse('docs/page.md', `${half}. ${half}: ${half}\n- ${half}\n\n${half}`)).toEqual([]);
    expect(checkProse('docs/page.md', `| ${half} | ${half} |`)).toEqual([]);
  });

  it('skips code blocks', () => {
    expect(checkProse('docs/page.md', `\`\`\`sql\n${long}\n\`\`\``)).toEqual([]);
  });
});
