import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

it("npm scripts and their child processes run on Lambda's Node 24", () => {
  expect(process.version).toMatch(/^v24\./);
  expect(execFileSync('node', ['--version'], { encoding: 'utf8' })).toMatch(/^v24\./);
});
