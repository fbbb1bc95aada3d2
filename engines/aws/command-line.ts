import { formatTime } from '#common/format.ts';
import { MINUTES_PER_MONTH } from '#common/schedule-expression.ts';
import type { CursorItem } from '#sandbox/aws/cursor-item.ts';
import type { LandedObject } from '#sandbox/lake/landed-object.ts';
import type { Progress } from '../core/engine.ts';
import { type AwsCheck, fill, outcomeOf, untilAsked } from './checks.ts';
import { compareValues, type Fields, findDifferences, runCli } from './cli-process.ts';
import { type DeployedStack, deployStack } from './deployed-stack.ts';
import { type AwsWorld, openAwsWorld, SUBDOMAIN } from './world.ts';

const ID = `${SUBDOMAIN}/tickets`;

const NOT_RUN = [
  "the stack's own template: moto's CloudFormation does not resolve its parameters",
  'permissions: neither moto nor DynamoDB Local checks a policy',
  'starts by the schedule: moto stores it and never fires it',
  "Lambda itself: run and cost call the sandbox's Lambda API, which runs the bundle",
];

/** The cursor item after a command. Empty before the first run. */
type Item = Partial<CursorItem>;

/** Derives the fields of a command's JSON from the item and the objects after it. */
type ExpectedFields = (item: Item, objects: readonly LandedObject[]) => Fields;

/** Runs commands and collects their failures. */
type Operator = {
  /** Runs a command and notes a wrong exit code and wrong fields. */
  readonly type: (command: string, exitCode: number, fields: ExpectedFields) => Promise<void>;
  /** Notes a value that is not the expected one. Of two objects, it notes the members that differ. */
  readonly compare: (name: string, actual: unknown, expected: unknown) => void;
  readonly failures: readonly string[];
  readonly commands: () => number;
};

type Stage = { readonly world: AwsWorld; readonly stack: DeployedStack; readonly operator: Operator };

/** Runs the command line in separate processes, over a stack in moto and a table in DynamoDB Local. */
export async function checkCommandLine(progress: Progress): Promise<AwsCheck> {
  await using world = await openAwsWorld('command-line');
  await using stack = await deployStack(world);
  const operator = createOperator(world, stack, progress);
  const stage = { world, stack, operator };
  await checkNewStack(stage);
  await checkFirstRun(stage);
  await checkSchedule(stage);
  await checkLease(stage);
  await checkRewind(stage);
  await checkGap(stage);
  const failures = [...operator.failures, ...(await world.wrongLake())];
  return { name: 'command line', passed: `${operator.commands()} commands`, failures, notRun: NOT_RUN };
}

function createOperator(world: AwsWorld, stack: DeployedStack, progress: Progress): Operator {
  const failures: string[] = [];
  let commands = 0;
  return {
    failures,
    commands: () => commands,
    async type(command, exitCode, fields) {
      progress(`zendesk-lake ${command}`);
      const result = await runCli(stack.env, command);
      commands += 1;
      const expected = fields((await world.item()) ?? {}, await world.objects());
      failures.push(...findDifferences(result, exitCode, expected).map((text) => `${command}: ${text}`));
    },
    compare: (name, actual, expected) => void failures.push(...compareValues(name, actual, expected)),
  };
}

const CHECKS = ['schedule', 'secret', 'credentials', 'admin role', 'clock', 'bucket', 'table'];

const healthy = (): Fields => ({
  ok: true,
  'exports.0.checks.length': CHECKS.length,
  ...Object.fromEntries(
    CHECKS.flatMap((name, index) => [
      [`exports.0.checks.${index}.name`, name],
      [`exports.0.checks.${index}.state`, 'ok'],
    ]),
  ),
});

const statusOf = (item: Item): Fields => ({
  'exports.length': 1,
  'exports.0.export': ID,
  'exports.0.enabled': true,
  'exports.0.startTime': item.start_time,
  'exports.0.position': item.end_time,
  'exports.0.caughtUpAt': item['caught_up_at'],
  'exports.0.lease': null,
  'exports.0.lastRun': { at: item['last_run_at'], outcome: item['last_outcome'] ?? null },
  'exports.0.totals': { pages: item['total_pages'], records: item['total_records'], bytes: item['total_bytes'] },
});

const complete = (item: Item, objects: readonly LandedObject[]): Fields => ({
  ok: true,
  'exports.0.complete': true,
  'exports.0.gaps': [],
  'exports.0.range': { from: item.start_time, to: item.end_time },
  'exports.0.objects': objects.length,
  'exports.0.rewind': null,
});

const intact = (item: Item, objects: readonly LandedObject[]): Fields => ({
  ...complete(item, objects),
  'exports.0.deep': { checked: objects.length, damaged: [] },
});

const caughtUp = (item: Item): Fields => ({
  'exports.length': 1,
  'exports.0.resource': 'tickets',
  'exports.0.outcome': 'caught_up',
  'exports.0.endTime': item.end_time,
});

const refused = (exitCode: number) => (): Fields => ({ 'error.exitCode': exitCode });

async function checkNewStack({ world, operator: { type } }: Stage): Promise<void> {
  await type('doctor', 0, healthy);
  await type('status', 0, () => ({ 'exports.0.position': null, 'exports.0.lastRun': null }));
  await type('verify', 0, () => ({ ok: true, 'exports.0.range': null }));
  await type(`rewind --to ${world.began} --yes`, 2, refused(2));
  await type('status --stack Other', 2, refused(2));
  await type('status --account other', 2, refused(2));
}

async function checkFirstRun({ world, operator: { type } }: Stage): Promise<void> {
  fill(world, 0);
  await type('run', 0, (item) => ({
    ...caughtUp(item),
    'exports.0.pages': item['total_pages'],
    'exports.0.records': item['total_records'],
    'exports.0.bytes': item['total_bytes'],
  }));
  await type('status', 0, (item) => ({ ...statusOf(item), 'exports.0.rewound': null }));
  await type('verify', 0, complete);
  await type('verify --deep', 0, intact);
  await type('cost', 0, (_, objects) => ({
    'exports.0.export': ID,
    'exports.0.lines.1.quantity': MINUTES_PER_MONTH,
    'exports.0.lines.3.item': 'S3, writes',
    'exports.0.lines.3.quantity': objects.length,
  }));
}

/** The update of the schedule repeats everything else that it consists of. */
async function checkSchedule({ stack, operator: { type, compare } }: Stage): Promise<void> {
  const before = await stack.schedule();
  await type('pause', 0, () => ({ subdomain: SUBDOMAIN, enabled: false, changed: true }));
  compare('the paused schedule', await stack.schedule(), { ...before, State: 'DISABLED' });
  await type('pause', 0, () => ({ enabled: false, changed: false }));
  await type('status', 0, (item) => ({ ...statusOf(item), 'exports.0.enabled': false }));
  await type('doctor', 1, () => ({ ok: false, 'exports.0.checks.0.state': 'failed' }));
  await type('resume', 0, () => ({ subdomain: SUBDOMAIN, enabled: true, changed: true }));
  compare('the resumed schedule', await stack.schedule(), before);
}

/** A run that is frozen in the middle of the export holds the lease. */
async function checkLease({ world, operator: { type, compare } }: Stage): Promise<void> {
  fill(world, 200);
  const host = await world.host();
  const running = world.invoke(host);
  await untilAsked(world, 3);
  host.freeze();
  await type('status', 0, ({ lease_owner: owner, lease_until: until }) => ({ 'exports.0.lease': { owner, until } }));
  const held = await world.item();
  await type(`rewind --to ${world.began} --yes`, 3, refused(3));
  await type('run', 3, () => ({ 'exports.0.outcome': 'lease_held' }));
  compare('the held item', await world.item(), held);
  host.wake();
  compare('the outcome of the run', outcomeOf(await running), 'caught_up');
  await type('status', 0, statusOf);
}

async function checkRewind({ world, operator: { type, compare } }: Stage): Promise<void> {
  const before = await world.item();
  const from = before?.end_time;
  const to = world.began + 50;
  await type(`rewind --to ${to}`, 2, refused(2));
  compare('the item after an unconfirmed rewind', await world.item(), before);
  await type(`rewind --to ${to} --yes`, 0, () => ({ export: ID, from, to }));
  const after: Item = (await world.item()) ?? {};
  const { end_time, rewound_from, rewound_to, last_outcome } = after;
  compare(
    'the rewound item',
    { end_time, rewound_from, rewound_to, last_outcome },
    { end_time: to, rewound_from: from, rewound_to: to, last_outcome: undefined },
  );
  const rewound = (item: Item): Fields => ({ 'exports.0.rewound': { at: item['rewound_at'], from, to } });
  await type('status', 0, (item) => ({ ...statusOf(item), ...rewound(item) }));
  await type('run', 0, (item) => ({ ...caughtUp(item), 'exports.0.startTime': to, 'exports.0.endTime': from }));
  await type('status', 0, (item) => ({ ...statusOf(item), ...rewound(item) }));
  await type('verify', 0, complete);
}

/** Removes an object, and types the command that `verify` prints to close the gap. */
async function checkGap({ world, operator: { type, compare } }: Stage): Promise<void> {
  const lost = findOnlyCover(await world.objects());
  if (lost === undefined) return compare('the object to remove', lost, 'an object that no other overlaps');
  const { key, startTime: from, endTime: to } = lost;
  const rewind = `rewind --to ${formatTime(from)} --account ${SUBDOMAIN}`;
  await world.deleteObject(key);
  await type('verify', 1, (_, objects) => ({
    ok: false,
    'exports.0.complete': false,
    'exports.0.gaps': [{ from, to }],
    'exports.0.objects': objects.length,
    'exports.0.rewind': `node cli ${rewind}`,
  }));
  await type(`${rewind} --yes`, 0, () => ({ export: ID, to: from }));
  await type('run', 0, (item) => ({ ...caughtUp(item), 'exports.0.startTime': from }));
  await type('verify --deep', 0, intact);
}

/** Finds an object after the first whose time no other object covers. */
const findOnlyCover = (objects: readonly LandedObject[]): LandedObject | undefined =>
  objects.find(
    (each) =>
      each.pagination === 'time' &&
      each.startTime > 0 &&
      !objects.some((other) => other !== each && other.startTime < each.endTime && other.endTime > each.startTime),
  );
