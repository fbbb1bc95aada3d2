import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';

const MAIN = join(import.meta.dirname, '..', '..', 'bench', 'main.ts');
const run = promisify(execFile);

describe('npm run bench', () => {
  let printed = '';
  beforeAll(async () => {
    ({ stdout: printed } = await run(process.execPath, [MAIN, '--quick', '--sizes', '0.02']));
  }, 60_000);

  const row = (...begin: string[]): string[] => {
    const lines = printed.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
    return lines.find((cells) => begin.every((name, index) => cells[index + 1]?.startsWith(name)))?.slice(1, -1) ?? [];
  };

  it.each(['zendesk-lake', 'the floor', 'a plain loop', '`node-zendesk` in a loop'])('measures %s', (name) => {
    const [, , cpu, , , wall, memory, remark] = row('20', name);
    expect([cpu, wall]).toEqual([expect.stringMatching(/^[\d.]+ m?s/), expect.stringMatching(/^[\d.]+ m?s/)]);
    expect(memory).toMatch(/^[\d.]+ MB/);
    expect(remark).toBe('');
  });

  it('shows that node-zendesk by itself does not fetch all pages', () => {
    expect(row('20', '`node-zendesk`,').at(-1)).toBe('does not count: fetched 1 of 2 pages');
  });

  it('counts what a run with nothing new asks of Zendesk and AWS', () => {
    expect(row('the first of a process').slice(1)).toEqual(['3', '1', '3', '4', '1']);
    const [, pages, tokens, s3, dynamodb, secrets] = row('a later one, nothing new');
    expect({ pages, tokens, s3, secrets }).toEqual({ pages: '1', tokens: '0', s3: '0', secrets: '0' });
    expect(Number(dynamodb)).toBeLessThanOrEqual(2);
  });

  it('samples the long run, and computes the cost', () => {
    expect(row('30')).toHaveLength(4);
    expect(printed).toContain('A month in which nothing changes');
  });
});
