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
  }, 120_000);

  const row = (...prefixes: string[]): string[] => {
    const lines = printed.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
    return (
      lines.find((cells) => prefixes.every((name, index) => cells[index + 1]?.startsWith(name)))?.slice(1, -1) ?? []
    );
  };

  it.each(['zendesk-lake', 'baseline', 'naive loop', '`node-zendesk` in a loop'])('measures %s', (name) => {
    const [, , cpu, ratio, beyond, wall, memory, note] = row('20', name);
    expect([cpu, wall]).toEqual([expect.stringMatching(/^[\d.]+ m?s/), expect.stringMatching(/^[\d.]+ m?s/)]);
    expect([ratio, beyond]).toEqual([expect.stringMatching(/^[\d.]+×$/), expect.stringMatching(/^-?[\d.]+×$/)]);
    expect(memory).toMatch(/^[\d.]+ MB/);
    expect(note).toBe('');
  });

  it('measures JSON.parse of the same pages as the reference for CPU', () => {
    expect(row('20', '`JSON.parse`')).toEqual([
      expect.stringMatching(/^20[\d.]* kB$/),
      '`JSON.parse`',
      expect.stringMatching(/^[\d.]+ m?s/),
      '1.0×',
      '–',
      '–',
      '–',
      'reference',
    ]);
  });

  it('shows that node-zendesk by itself does not fetch all pages', () => {
    expect(row('20', '`node-zendesk`,').at(-1)).toBe('not comparable: fetched 1 of 2 pages');
  });

  it('counts the requests of a run with nothing new', () => {
    expect(row('first run of a process').slice(1)).toEqual(['3', '1', '3', '5', '1']);
    const [, pages, tokens, s3, dynamodb, secrets] = row('later run, nothing new');
    expect({ pages, tokens, s3, secrets }).toEqual({ pages: '1', tokens: '0', s3: '0', secrets: '0' });
    expect(Number(dynamodb)).toBeLessThanOrEqual(3);
  });

  it('walks a heavy second in every layout and encoding, instead of landing it as a page', () => {
    const names = ['one page per object', 'one record per line (`layout: ndjson`)'].flatMap((name) => [
      `${name} `,
      `${name}, not gzipped by Zendesk `,
    ]);
    const section = printed.slice(printed.indexOf('**A second of'));
    const rows = names.map((name) =>
      section
        .split('\n')
        .find((line) => line.startsWith(`| ${name}`))
        ?.split('|'),
    );
    // Two broken off, and two walks: one page, and all eight.
    const requests = rows.map((cells) => cells?.slice(2, 4).join().replaceAll(' ', ''));
    expect(requests).toEqual(Array(4).fill('11,9'));
  });

  it('rejects the name of a part that does not exist, and names those that do', async () => {
    await expect(run(process.execPath, [MAIN, '--only', 'idle,speed'])).rejects.toThrow(
      'Expected some of sizes,variants,heavy-second,long-run,idle.',
    );
  });

  it('samples the long run and computes the cost', () => {
    expect(row('30')).toHaveLength(4);
    expect(printed).toContain('One idle month');
  });
});

describe('npm run bench -- lake', () => {
  it('measures each thing over each lake, relative to reading the files', async () => {
    const measures = ['read-files', 'latest', 'versions', 'copy'];
    const args = [MAIN, 'lake', '--sizes', '500,1000', '--layout', 'ndjson', '--only', measures.join(',')];
    const { stdout } = await run(process.execPath, args);
    const rows = stdout
      .split('\n')
      .slice(4)
      .map((line) => line.split(' | ').map((cell) => cell.replaceAll('| ', '')));
    expect(rows.slice(0, 8).map(([title, tickets, , found]) => [title, tickets, found])).toEqual([
      ['reading the files', '500', '550'],
      ['reading the files', '1,000', '1,100'],
      ['`count(*)` of `tickets_latest`', '500', '500'],
      ['`count(*)` of `tickets_latest`', '1,000', '1,000'],
      ['`count(*)` of `tickets`', '500', '550'],
      ['`count(*)` of `tickets`', '1,000', '1,100'],
      ['`tickets_latest` to Parquet', '500', '500'],
      ['`tickets_latest` to Parquet', '1,000', '1,000'],
    ]);
    expect(rows[0]?.[5]).toBe('1.0×');
    expect(rows[2]?.[5]).toMatch(/^[\d.]+×$/);
  }, 120_000);

  it('derives comments and field histories from events', async () => {
    const { stdout } = await run(process.execPath, [MAIN, 'histories', '--sizes', '600']);
    expect(stdout).toMatch(/`ticket_comments` to Parquet \| 600 \| \S+ MB \| 500 \|/);
    expect(stdout).toMatch(/`ticket_field_history` to Parquet \| 600 \| \S+ MB \| 3,800 \|/);
  }, 120_000);
});

describe('npm run bench -- objects', () => {
  it('measures the listing and verify in separate processes', async () => {
    const { stdout } = await run(process.execPath, [MAIN, 'objects', '--sizes', '1500', '--rounds', '1']);
    expect(stdout).toMatch(/^\| listing alone \| 1,500 \| 1,500 \| [\d.]+ m?s \| 100 % \|/m);
    expect(stdout).toMatch(/^\| `verify` \| 1,500 \| 1,500 \| [\d.]+ m?s \| \d+ % \|/m);
  }, 60_000);
});
