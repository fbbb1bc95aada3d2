import { join } from 'node:path';
import { FUNCTION_MEMORY_MIB } from '#common/limits.ts';
import { listResourceNames } from '#infra/config/requested-resources.ts';
import { startAws } from '#sandbox/aws/index.ts';
import { scaledClock } from '#sandbox/clock.ts';
import {
  articlesExport,
  callsExport,
  createAccount,
  fillHistory,
  fillLists,
  fillPeople,
  legsExport,
  metricEventsExport,
  organizationsExport,
  startZendesk,
  ticketEventsExport,
  usersExport,
  type ZendeskServer,
} from '#sandbox/zendesk/index.ts';
import type { Built } from '../build.ts';
import type { Figures } from '../child/messages.ts';
import { startChild } from '../child/start.ts';
import { CLIENT } from '../zendesk.ts';

/** The resources and lists of a run. */
export const RESOURCES = listResourceNames({ resources: ['all'] });

const SECRET_ID = 'zendesk-lake/bench';

/** No run waits for a rate limit: only its own work counts. */
const UNLIMITED = { total: 100_000, windowSeconds: 60 };

/** Everything has settled, so that a second run finds nothing new. */
const ENDED_DAYS_AGO = 60;

export type MeasuredRun = {
  readonly name: string;
  readonly figures: Figures;
  /** To Zendesk, tokens included. */
  readonly zendesk: number;
  readonly s3: number;
  readonly dynamodb: number;
};

async function startAccount(tickets: number): Promise<ZendeskServer> {
  const clock = scaledClock(1);
  const exports = [usersExport, organizationsExport, ticketEventsExport, metricEventsExport, callsExport, legsExport];
  const account = createAccount({ clock, subdomain: 'bench', exports: [...exports, articlesExport] });
  const history = { nowMs: clock.now(), endsBefore: ENDED_DAYS_AGO * 86_400 };
  fillHistory(account, { ...history, tickets });
  fillPeople(account, history);
  fillLists(account, history);
  return startZendesk({
    clock,
    account,
    credentials: { clients: [{ ...CLIENT, expiresIn: 172_000 }] },
    rateLimit: UNLIMITED,
    otherRateLimits: {
      account: UNLIMITED,
      helpCenter: UNLIMITED,
      metricEvents: UNLIMITED,
      talk: UNLIMITED,
      ticketFields: UNLIMITED,
      usersCursor: UNLIMITED,
    },
  });
}

/** Runs the function with all exports in one process: with pages, then with nothing new, then with nothing due. */
export async function measureExports(built: Built, tickets: number): Promise<MeasuredRun[]> {
  const lakeDir = join(built.folder, 'lake');
  const zendesk = await startAccount(tickets);
  const aws = await startAws({ lakeDir });
  aws.secrets.put(SECRET_ID, JSON.stringify(CLIENT));
  const child = await startChild({
    main: built.main,
    program: built.program('bundle'),
    home: built.folder,
    env: { ...aws.env, ZENDESK_BASE_URL: zendesk.url },
    memoryMib: FUNCTION_MEMORY_MIB,
  });
  const request = { subdomain: 'bench', credentialsSecretId: SECRET_ID, resources: RESOURCES };
  const run = async (name: string, event: object): Promise<MeasuredRun> => {
    const before = [zendesk.requests.length, aws.s3.requests.length, aws.dynamodb.requests.length] as const;
    const figures = await child.run({
      origin: zendesk.url,
      bucket: aws.s3.bucket,
      startTime: 0,
      startTimes: [],
      event: { ...request, ...event },
    });
    return {
      name,
      figures,
      zendesk: zendesk.requests.length - before[0],
      s3: aws.s3.requests.length - before[1],
      dynamodb: aws.dynamodb.requests.length - before[2],
    };
  };
  try {
    return [
      await run('first run, all exports have pages', {}),
      await run('nothing new: resources are polled, lists are not due', {}),
      await run('nothing due (`not_due`)', { pollSeconds: 86_400 }),
    ];
  } finally {
    await child.kill();
    await aws.close();
    await zendesk.close();
  }
}
