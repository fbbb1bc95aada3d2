import { createCursorStore } from '#functions/export/aws/cursor-store.ts';
import { createLake } from '#functions/export/aws/lake.ts';
import { createSecrets } from '#functions/export/aws/secrets.ts';
import { createHandler } from '#functions/export/create-handler.ts';
import { NetworkError } from '#functions/export/core/ports/ports.ts';
import { SECRET_FORMS } from '#functions/export/zendesk/secret.ts';
import type { Simulator } from '#sandbox/zendesk/simulator.ts';
import { FIRST_RUN_MS, type Setup } from '../scenario.ts';
import type { RunTrace } from '../trace.ts';
import { type AwsBackend, awsClients, disconnected, type Perform } from './aws-clients.ts';
import { call, type CallFault } from './call.ts';
import { simulatedHttp } from './http.ts';
import { inflateAtOnce } from '#test/support/inflate.ts';
import { createProcess, type Process } from './process.ts';
import { exportsOf } from './simulated-export.ts';
import { listsOf } from './simulated-list.ts';
import type { Timeline } from './timeline.ts';
import { ZENDESK_FAULTS } from './zendesk-faults.ts';

export const TABLE = 'cursors';

/** The least that an export request accepts, so that a scenario has several snapshots. */
export const SNAPSHOT_SECONDS = 300;

/** A run with more calls is in a loop and is killed. */
const MAX_CALLS = 4000;

export type Surroundings = {
  readonly timeline: Timeline;
  readonly setup: Setup;
  readonly simulator: Simulator;
  /** The AWS services for a run. Writes are recorded with this run. */
  readonly backend: (run: RunTrace) => AwsBackend;
  readonly newId: () => string;
  readonly random: () => number;
  readonly onToken: (token: string) => void;
};

export type FunctionProcess = {
  readonly process: Process;
  /** Whether the process is neither dead nor frozen nor busy with a run. */
  readonly isIdle: boolean;
  start(run: RunTrace): void;
};

/** Creates a process with the whole function. It stays warm between its runs. */
export function createFunctionProcess(surroundings: Surroundings): FunctionProcess {
  const { timeline, setup, simulator, random } = surroundings;
  const { heavySecondBytes } = setup;
  let current: RunTrace | undefined;
  // The current run may be another one than the run whose request takes effect now.
  const process = createProcess(timeline, () => {
    if (current !== undefined) current.stopped = true;
  });
  const run = (): RunTrace => {
    if (current === undefined) throw new Error('The function makes a call between two runs.');
    return current;
  };

  const perform: Perform = ({ service, operation, exportId, signal, effect }) => {
    const { calls, settings } = run();
    const fault = settings.faults.find(({ call, lasts }) => call <= calls.length && calls.length < call + lasts)?.fault;
    calls.push({ service, operation, at: timeline.now(), fault, exportId });
    if (calls.length > MAX_CALLS) process.kill();
    return call({
      process,
      timeline,
      latencyMs: (service === 'zendesk' ? setup.zendeskLatencyMs : setup.awsLatencyMs) / 2,
      fault: isCallFault(fault) ? fault : undefined,
      signal,
      effect: () => effect(fault),
      disconnected: service === 'zendesk' ? () => new NetworkError('ECONNRESET') : disconnected,
    });
  };

  const send = simulatedHttp({
    process,
    perform,
    simulator,
    exports: allOf(setup),
    compressed: setup.compressed,
    constantFault: setup.constantFault === null ? [] : ZENDESK_FAULTS[setup.constantFault],
    onRequest: (request) => void run().requests.push(request),
    onToken: surroundings.onToken,
  });
  const clients = awsClients(perform, () => surroundings.backend(run()));
  const log = (message: unknown, ...[fields]: unknown[]): void =>
    void run().logs.push({ message: String(message), fields: { ...(fields as object) } });
  const handler = createHandler({
    variables: { LAKE_BUCKET: 'lake', CURSOR_TABLE: TABLE },
    clock: process.clock,
    random,
    newId: () => (run().id = surroundings.newId()),
    openHttp: () => ({ send, close: () => undefined }),
    inflate: inflateAtOnce,
    aws: () => ({
      lake: createLake(clients.s3, 'lake', process.clock),
      cursors: createCursorStore(clients.dynamodb, TABLE),
      secrets: createSecrets(clients.secretsManager, SECRET_FORMS),
    }),
    logger: { info: log, warn: log, error: log },
    metrics: { put: () => undefined },
    ...(heavySecondBytes !== undefined && { heavySecondBytes }),
  });

  return {
    process,
    get isIdle() {
      return current === undefined && !process.isDead && !process.isFrozen;
    },
    start(next) {
      current = next;
      // The same for all runs, as if Lambda delivered one event again and again.
      const context = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => next.deadline - timeline.now() };
      const end = (ending: object): void => {
        next.ended = Object.assign({ at: timeline.now() }, ending) as NonNullable<RunTrace['ended']>;
        current = undefined;
      };
      handler(eventOf(setup, next), context).then(
        (result) => end({ result }),
        (error: unknown) => end({ error }),
      );
    },
  };
}

const isCallFault = (fault: RunTrace['settings']['faults'][number]['fault'] | undefined): fault is CallFault =>
  fault?.kind === 'crash' || fault?.kind === 'freeze' || fault?.kind === 'slow' || fault?.kind === 'hang';

/** The exports and lists of a scenario. */
const allOf = (setup: Setup) => [...exportsOf(setup), ...listsOf(setup.lists?.names ?? [])];

function eventOf(setup: Setup, { settings, isCalm }: RunTrace): object {
  const { pageSize, include, supportTypeScope, requestsPerMinute, compression, layout, startsAgo } = setup;
  const { pollSeconds = 0 } = setup;
  const names = allOf(setup).map(({ name }) => name);
  return {
    subdomain: 'acme',
    credentialsSecretId: 'zendesk-lake/acme',
    ...(names.length > 1 && { resources: names }),
    ...(setup.lists !== undefined && { snapshotSeconds: SNAPSHOT_SECONDS }),
    pageSize,
    include,
    compression,
    settleSeconds: settings.settleSeconds,
    pollSeconds: isCalm ? 0 : pollSeconds,
    ...(layout !== undefined && { layout }),
    ...(supportTypeScope !== null && { supportTypeScope }),
    ...(requestsPerMinute !== null && { requestsPerMinute }),
    ...(startsAgo !== null && { startTime: FIRST_RUN_MS / 1000 - startsAgo }),
  };
}
