import type { SandboxClock } from '#sandbox/clock.ts';
import { parseParameters } from '#sandbox/aws/json-protocol.ts';
import {
  type AwsResponse,
  type AwsService,
  type LocalServer,
  type RawRequest,
  serve,
} from '#sandbox/aws/local-server.ts';
import { restAnswer, restError } from '#sandbox/aws/rest-json.ts';

/** A schedule as the service stores it. */
type Schedule = Readonly<Record<string, unknown>> & { readonly Name: string; readonly GroupName: string };

export type LocalScheduler = LocalServer & {
  /** Creates or replaces the schedule. */
  put(schedule: Schedule): void;
  get(group: string, name: string): Schedule | undefined;
};

const REQUIRED = ['ScheduleExpression', 'Target', 'FlexibleTimeWindow'];

const keyOf = (group: string, name: string): string => `${group}/${name}`;

const notFound = (name: string): AwsResponse =>
  restError(404, 'ResourceNotFoundException', `Schedule ${name} does not exist.`);

/** Starts a local EventBridge Scheduler: ListSchedules of a group, GetSchedule and UpdateSchedule. It never runs anything. */
export async function startScheduler({ clock }: { clock: SandboxClock }): Promise<LocalScheduler> {
  const schedules = new Map<string, Schedule>();

  const update = (schedule: Schedule): AwsResponse => {
    const missing = REQUIRED.filter((field) => schedule[field] === undefined);
    if (missing.length > 0) return restError(400, 'ValidationException', `${missing.join(', ')} must not be null`);
    // An update resets omitted fields: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_UpdateSchedule.html
    schedules.set(keyOf(schedule.GroupName, schedule.Name), { State: 'ENABLED', ...schedule });
    return restAnswer(200, { ScheduleArn: `arn:aws:scheduler:::schedule/${schedule.Name}` });
  };

  const service: AwsService = {
    describe: (request) => {
      const { name } = locate(request);
      if (name === '') return { operation: 'ListSchedules', key: '' };
      return { operation: request.method === 'PUT' ? 'UpdateSchedule' : 'GetSchedule', key: name };
    },
    error: restError,
    answer: async (request) => {
      const { name, query } = locate(request);
      if (name === '') {
        const group = query.get('ScheduleGroup');
        const listed = [...schedules.values()].filter(({ GroupName }) => GroupName === group);
        return restAnswer(200, { Schedules: listed.map(({ Name, GroupName, State }) => ({ Name, GroupName, State })) });
      }
      const parameters = parseParameters(request);
      const group = String(request.method === 'PUT' ? parameters.GroupName : query.get('groupName'));
      const known = schedules.get(keyOf(group, name));
      if (known === undefined) return notFound(name);
      if (request.method !== 'PUT') return restAnswer(200, known);
      const { ClientToken: _, ...definition } = parameters;
      return update({ ...definition, Name: name, GroupName: group });
    },
  };

  return {
    ...(await serve(service, { clock })),
    put: (schedule) => void schedules.set(keyOf(schedule.GroupName, schedule.Name), schedule),
    get: (group, name) => schedules.get(keyOf(group, name)),
  };
}

/** Parses `/schedules/<name>?<query>`. */
function locate({ url }: RawRequest): { readonly name: string; readonly query: URLSearchParams } {
  const { pathname, searchParams } = new URL(url, 'http://scheduler');
  return { name: decodeURIComponent(pathname.split('/')[2] ?? ''), query: searchParams };
}
