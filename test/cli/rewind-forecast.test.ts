import { describe, expect, it } from 'vitest';
import { deployStack } from '../support/cli/deployed-stack.ts';

describe('the forecast of a rewind without objects in the lake', () => {
  it.each([
    [{}, null, /No object in the lake covers this time, so the work is unknown\./],
    [
      { total_pages: 30, total_records: 30_000, total_bytes: 9 },
      { objects: 30, records: 30_000, isExact: false },
      /No object .* In total, the export has read about 30,000 records\. Reading as many takes about 3m\./,
    ],
  ])('comes from the totals of the cursor item, or is unknown: %j', async (totals, replay, text) => {
    const { type, json, aws } = await deployStack();
    await aws.dynamodb.putItem({ export_id: 'acme/tickets', start_time: 1000, end_time: 2000, ...totals });
    const asked: string[] = [];
    const confirm = async (question: string) => asked.push(question) < 0;
    await type('rewind --to 1500', { confirm });
    expect(asked).toEqual([expect.stringMatching(text)]);
    expect(await json('rewind --to 1500 --yes')).toMatchObject({ code: 0, data: { replay } });
  });
});
