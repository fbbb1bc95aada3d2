import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SURVIVORS } from './survivors.ts';

const onOneLine = (code: string): string => code.replaceAll(/\s+/g, ' ').trim();

it.each(SURVIVORS)('$file has the line whose mutant is explained: $was', ({ file, was }) => {
  expect(onOneLine(readFileSync(file, 'utf8'))).toContain(was);
});
