import {
  GetScheduleCommand,
  type GetScheduleCommandOutput,
  paginateListSchedules,
  type SchedulerClient,
  ScheduleState,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { type ExportRequest, parseExportRequest } from '#functions/export/core/export-request.ts';
import { CommandError } from '../exit.ts';
import { LOOKUP_CONCURRENCY } from './clients.ts';
import { mapConcurrently } from '#common/concurrently.ts';

/** The schedule of an account's exports. */
export type ExportSchedule = {
  readonly name: string;
  readonly enabled: boolean;
  /** The schedule expression of EventBridge Scheduler. */
  readonly expression: string;
  /** The export request as sent to the function. */
  readonly input: string;
  readonly request: ExportRequest;
  /** The full definition, which an update has to repeat. */
  readonly definition: GetScheduleCommandOutput;
};

/**
 * Lists the schedules of a group, sorted by account.
 * @throws CommandError if a schedule's input is not a valid export request
 */
export async function listSchedules(client: SchedulerClient, group: string): Promise<ExportSchedule[]> {
  const names: string[] = [];
  for await (const { Schedules = [] } of paginateListSchedules({ client }, { GroupName: group })) {
    names.push(...Schedules.flatMap(({ Name }) => (Name === undefined ? [] : [Name])));
  }
  const schedules = await mapConcurrently(names, LOOKUP_CONCURRENCY, async (name): Promise<ExportSchedule> => {
    const definition = await client.send(new GetScheduleCommand({ Name: name, GroupName: group }));
    const input = definition.Target?.Input ?? '';
    return {
      name,
      enabled: definition.State !== ScheduleState.DISABLED,
      expression: definition.ScheduleExpression ?? '',
      input,
      request: parseInput(name, input),
      definition,
    };
  });
  return schedules.sort((a, b) => a.request.subdomain.localeCompare(b.request.subdomain));
}

/** Enables or disables a schedule without any other change. */
export async function setEnabled(
  client: SchedulerClient,
  { name, definition }: ExportSchedule,
  enabled: boolean,
): Promise<void> {
  const { $metadata: _, Arn: _arn, CreationDate: _created, LastModificationDate: _modified, ...kept } = definition;
  const command = new UpdateScheduleCommand({
    ...kept,
    Name: name,
    ScheduleExpression: definition.ScheduleExpression,
    FlexibleTimeWindow: definition.FlexibleTimeWindow,
    Target: definition.Target,
    State: enabled ? ScheduleState.ENABLED : ScheduleState.DISABLED,
  });
  await client.send(command);
}

function parseInput(name: string, input: string): ExportRequest {
  try {
    return parseExportRequest(JSON.parse(input));
  } catch (error) {
    throw new CommandError(
      `The input of schedule ${name} is not a valid export request, probably after a manual change. Redeploy the stack.`,
      undefined,
      { cause: error },
    );
  }
}
