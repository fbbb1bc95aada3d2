import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type LocalAws, startAws } from '#sandbox/aws/index.ts';
import { FUNCTION_MEMORY_MIB } from '#common/limits.ts';
import type { Built, ProgramName } from './build.ts';
import { type Child, startChild } from './child/start.ts';
import type { Figures } from './child/messages.ts';
import type { Series } from './pages/series.ts';
import { CLIENT, type PageServer } from './zendesk.ts';

/** The number of requests that a job made. */
export type Requests = {
  /** To Zendesk, for pages. */
  readonly pages: number;
  /** To Zendesk, for OAuth tokens. */
  readonly tokens: number;
  readonly s3: number;
  readonly dynamodb: number;
  readonly secrets: number;
};

/** New simulated services and a new process with one program. */
export type Harness = AsyncDisposable & {
  readonly child: Child;
  readonly aws: LocalAws;
  /** Runs the next part of the series. After the last part, a run finds nothing new. */
  next(): Promise<Figures & { readonly requests: Requests }>;
};

export type HarnessOptions = {
  readonly built: Built;
  readonly zendesk: PageServer;
  readonly series: Series;
  readonly program: ProgramName;
  /** Fields of the function's event in addition to account and secret. */
  readonly event?: Readonly<Record<string, unknown>>;
  readonly memoryMib?: number;
  readonly exposeGc?: boolean;
};

const SECRET_ID = 'zendesk-lake/bench';

/** Starts the services in this process and the program in a child process. */
export async function openHarness(options: HarnessOptions): Promise<Harness> {
  const { built, zendesk, series, program, event, memoryMib = FUNCTION_MEMORY_MIB, exposeGc = false } = options;
  const lakeDir = await mkdtemp(join(built.folder, 's3-'));
  const aws = await startAws({ lakeDir });
  aws.secrets.put(SECRET_ID, JSON.stringify(CLIENT));
  zendesk.serve(series);
  const { folder, main } = built;
  const env = { ...aws.env, ZENDESK_BASE_URL: zendesk.origin };
  const child = await startChild({ main, program: built.program(program), home: folder, env, memoryMib, exposeGc });

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
      const pages = series.parts[part] ?? series.idle;
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
