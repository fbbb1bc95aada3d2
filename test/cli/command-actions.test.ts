import { S3Client } from '@aws-sdk/client-s3';
import { expect, it, onTestFinished, vi } from 'vitest';
import { actionOf } from '#cli/aws/operation.ts';
import { COMMAND_ACTIONS } from '#infra/operator/command-actions.ts';
import { type DeployedStack, deployStack, REQUEST, SECRET_ID, TOKEN } from '../support/cli/deployed-stack.ts';

const HOUR = 3600;
const CREDENTIALS = JSON.stringify({ accessToken: TOKEN });
const ACTIONS: ReadonlyMap<string, readonly string[]> = new Map(Object.entries(COMMAND_ACTIONS));
const COMMANDS = [...ACTIONS.keys()];

/** Deploys an export of tickets with an object per hour, and one of a list. */
async function deployExports(): Promise<DeployedStack & { readonly position: number }> {
  const ended = { requestId: 'r', durationMs: 1, remainingMs: 1, timedOut: false, logs: [] };
  const invoke = async () => ({ ...ended, ok: true as const, result: { subdomain: 'acme', exports: [] } });
  const stack = await deployStack({
    host: { invoke },
    requests: [{ ...REQUEST, resources: ['tickets', 'groups'] }],
  });
  const position = stack.now() - HOUR;
  for (let hour = 3; hour > 0; hour -= 1) await stack.land(position - hour * HOUR, position - (hour - 1) * HOUR);
  await stack.aws.dynamodb.putItem({
    export_id: 'acme/tickets',
    start_time: position - 3 * HOUR,
    end_time: position,
    per_page: 500,
  });
  return { ...stack, position };
}

/** Records the IAM action of each call of any client. */
function recordActions(): ReadonlySet<string> {
  const called = new Set<string>();
  const base: { send: (...args: never[]) => unknown } = Object.getPrototypeOf(S3Client.prototype);
  const { send } = base;
  const spy = vi.spyOn(base, 'send').mockImplementation(function (this: object, ...args) {
    called.add(actionOf(this.constructor.name, Object(args[0]).constructor.name));
    return send.apply(this, args);
  });
  onTestFinished(() => spy.mockRestore());
  return called;
}

/** The forms of a command that make all its calls. */
const formsOf = (command: string, { position }: { readonly position: number }): string[] =>
  new Map([
    ['verify', ['verify', 'verify --deep']],
    ['rewind', [`rewind --resource tickets --to ${position - 90 * 60} --yes`, 'rewind --resource groups --yes']],
    ['credentials', ['credentials', 'credentials --account globex --stack Later', 'credentials --restore']],
    ['resume', ['pause', 'resume']],
    ['init', []],
  ]).get(command) ?? [command];

it.each(COMMANDS)('%s calls exactly the IAM actions that are documented for it', async (command) => {
  const stack = await deployExports();
  const called = recordActions();
  for (const form of formsOf(command, stack)) {
    if (form.includes('--restore')) stack.aws.secrets.scheduleDeletion(SECRET_ID);
    await stack.type(form, { readInput: async () => Buffer.from(CREDENTIALS) });
  }
  // UpdateSchedule sets the role of the schedule again, which IAM checks as another action.
  const passed = called.has('scheduler:UpdateSchedule') ? ['iam:PassRole'] : [];
  expect([...called, ...passed].toSorted()).toEqual(ACTIONS.get(command)?.toSorted());
});

it('every command has documented IAM actions', async () => {
  const { type } = await deployStack();
  const { out } = await type('--help');
  const listed = [...(out.split('Commands:')[1] ?? '').matchAll(/^ {2}([a-z]+)/gm)].map(([, name = '']) => name);
  expect(listed.filter((name) => name !== 'help').toSorted()).toEqual(COMMANDS.toSorted());
});
