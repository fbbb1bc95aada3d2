import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type LocalAws, startAws } from '#sandbox/aws/index.ts';
import { FUNCTION_MEMORY_MIB } from '#common/limits.ts';
import type { Built, ContestantName } from './build.ts';
import { type Child, startChild } from './child/start.ts';
import type { Figures } from './child/messages.ts';
import type { Series } from './pages/series.ts';
import { CLIENT, type PageServer } from './zendesk.ts';

/** Requests that a job has made. */
export type Requests = {
  /** Pages of Zendesk. */
  readonly pages: number;
  /** OAuth tokens of Zendesk. */
  readonly tokens: number;
  readonly s3: number;
  readonly dynamodb: number;
  readonly secrets: number;
};

/** Servers and one contestant, fresh. */
export type Harness = AsyncDisposable & {
  readonly child: Child;
  readonly aws: LocalAws;
  /** Has it do the next part of the series; once all are done, there is nothing new to find. */
  next(): Promise<Figures & { readonly requests: Requests }>;
};

export type HarnessOptions = {
  readonly built: Built;
  readonly zendesk: PageServer;
  readonly series: Series;
  readonly contestant: ContestantName;
  /** What the function's event has beside account and secret. */
  readonly event?: Readonly<Record<string, unknown>>;
  readonly memoryMib?: number;
  readonly exposeGc?: boolean;
};

const SECRET_ID = 'zendesk-lake/bench';

/** The servers are this process's; the contestant has one of its own. */
export async function openHarness(options: HarnessOptions): Promise<Harness> {
  const { built, zendesk, series, contestant, event, memoryMib = FUNCTION_MEMORY_MIB, exposeGc = false } = options;
  const lakeDir = await mkdtemp(join(built.folder, 's3-'));
  const aws = await startAws({ lakeDir });
  aws.secrets.put(SECRET_ID, JSON.stringify(CLIENT));
  zendesk.serve(series);
  const { folder, main, contestant: file } = built;
  const env = { ...aws.env, ZENDESK_BASE_URL: zendesk.origin };
  const child = await startChild({ main, contestant: file(contestant), home: folder, env, memoryMib, exposeGc });

  const counts = (): Requests => ({
    ...zendesk.requests,
    s3: aws.s3.requests.length,
    dynamodb: aws.dynamodb.requests.length,
    secrets: aws.secrets.requests.length,
  });
  let part = 0;

  return {
    child,
    aws,
    async next() {
      const pages = series.parts[part] ?? [series.idle];
      part += 1;
      const before = counts();
      const startTimes = pages.map(({ start }) => start);
      const figures = await child.run({
        origin: zendesk.origin,
        bucket: aws.s3.bucket,
        startTime: startTimes[0] ?? 0,
        startTimes,
        event: { subdomain: 'bench', credentialsSecretId: SECRET_ID, ...event },
      });
      return { ...figures, requests: difference(before, counts()) };
    },
    async [Symbol.asyncDispose]() {
      await child.kill();
      await aws.close();
      await rm(lakeDir, { recursive: true, force: true });
    },
  };
}

const difference = (before: Requests, after: Requests): Requests => ({
  pages: after.pages - before.pages,
  tokens: after.tokens - before.tokens,
  s3: after.s3 - before.s3,
  dynamodb: after.dynamodb - before.dynamodb,
  secrets: after.secrets - before.secrets,
});
