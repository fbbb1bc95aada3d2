import { scaledClock } from '#sandbox/clock.ts';
import { startDynamoDb } from '#sandbox/aws/dynamodb.ts';
import type { Progress } from '../core/engine.ts';
import { errorText } from '../core/error-text.ts';
import { DYNAMODB_LOCAL, startDynamoDbLocal } from '../dynamodb-local/start.ts';
import { compareDynamoDb } from './battery.ts';
import { type AwsCheck, checkFrozen, checkFullExport, checkKills, checkRaces } from './checks.ts';
import { checkCommandLine } from './command-line.ts';

/** Runs the function and the command line against emulators of AWS. A check that breaks off is a failed one. */
export async function runAws(progress: Progress): Promise<AwsCheck[]> {
  const checks: readonly (readonly [name: string, check: () => Promise<AwsCheck>])[] = [
    ['DynamoDB calls', checkCalls],
    ['full export', checkFullExport],
    ['command line', () => checkCommandLine(progress)],
    ['races', () => checkRaces(progress)],
    ['frozen processes', () => checkFrozen(progress)],
    ['kills', () => checkKills(progress)],
  ];
  const results: AwsCheck[] = [];
  for (const [name, check] of checks) {
    progress(name);
    results.push(await check().catch((error: unknown) => ({ name, passed: '', failures: [errorText(error)] })));
  }
  return results;
}

async function checkCalls(): Promise<AwsCheck> {
  await using local = await startDynamoDbLocal();
  const dynalite = await startDynamoDb({ clock: scaledClock(1), table: 'zendesk-lake-cursors' });
  try {
    const { passed, failures } = await compareDynamoDb(local.url, dynalite.url);
    return { name: `DynamoDB calls, ${DYNAMODB_LOCAL} and dynalite`, passed, failures };
  } finally {
    await dynalite.close();
  }
}
