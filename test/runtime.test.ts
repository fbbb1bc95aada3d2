import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

it("runs on Lambda's Node 24, wherever npm's scripts run", () => {
  expect(process.version).toMatch(/^v24\./);
  expect(execFileSync('node', ['--version'], { encoding: 'utf8' })).toMatch(/^v24\./);
});
