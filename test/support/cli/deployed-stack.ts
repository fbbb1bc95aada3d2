import { onTestFinished } from 'vitest';
import { type LocalAws, startAws } from '#sandbox/aws/index.ts';
import { type MovableClock, scaledClock } from '#sandbox/clock.ts';
import { type ZendeskAccount, createAccount, startZendesk, type ZendeskServer } from '#sandbox/zendesk/index.ts';
import { temporaryFolder } from '../sandbox/aws/temporary-folder.ts';
import { type Deployment, type Operator, startOperator } from './operator.ts';

export const SECRET_ID = 'zendesk-lake/acme';
export const REQUEST = { subdomain: 'acme', credentialsSecretId: SECRET_ID, pollSeconds: 270 };
export const TOKEN = 'planted-access-token';

export type DeployedStack = Operator & {
  readonly aws: LocalAws;
  readonly clock: MovableClock;
  readonly zendesk: ZendeskServer;
  readonly account: ZendeskAccount;
  /** Returns the clock's time in epoch seconds. */
  readonly now: () => number;
  /** Lands an object of zeros under a key as the function writes it. Returns the key. */
  readonly land: (start: number, end: number, options?: LandOptions) => Promise<string>;
};

type LandOptions = {
  /** Default: tickets. */
  readonly resource?: string;
  readonly records?: number;
  /** Default: time. */
  readonly pagination?: 'time' | 'cursor';
  readonly metadata?: Readonly<Record<string, string>>;
  readonly subdomain?: string;
  /** Epoch milliseconds. */
  readonly lastModified?: number;
  readonly size?: number;
};

/** Deploys a stack without its function. The test lands objects and writes the cursor itself. */
export async function deployStack(
  options: Partial<Pick<Deployment, 'host' | 'requests' | 'outputs'>> & { readonly clockSkewMs?: number } = {},
): Promise<DeployedStack> {
  const { clockSkewMs = 0, ...deployment } = options;
  const clock = scaledClock(1);
  const aws = await startAws({ lakeDir: await temporaryFolder(), clock });
  onTestFinished(() => aws.close());
  const account = createAccount({ clock });
  const zendesk = await startZendesk({
    clock,
    account,
    clockSkewMs,
    credentials: { accessTokens: [{ accessToken: TOKEN }, { accessToken: 'planted-agent', role: 'agent' }] },
  });
  onTestFinished(() => zendesk.close());
  aws.secrets.put(SECRET_ID, JSON.stringify({ accessToken: TOKEN }));
  const host = { invoke: () => Promise.reject(new Error('the test deployed no function')) };
  const operator = await startOperator({
    aws,
    clock,
    zendeskUrl: zendesk.url,
    host,
    requests: [REQUEST],
    ...deployment,
  });
  let landed = 0;
  return {
    ...operator,
    aws,
    clock,
    zendesk,
    account,
    now: () => Math.floor(clock.now() / 1000),
    land: async (start, end, options = {}) => {
      const { resource = 'tickets', subdomain = 'acme', records = 1, pagination = 'time', metadata = {} } = options;
      const { lastModified, size = 100 } = options;
      landed += 1;
      const day = new Date(end * 1000).toISOString().slice(0, 10);
      const name = [start, end].map((second) => String(second).padStart(10, '0')).join('-');
      const digest = landed.toString(16).padStart(12, '0');
      const kind = pagination === 'cursor' ? '.cursor' : '';
      const key = `zendesk/${resource}/subdomain=${subdomain}/dt=${day}/${name}-${digest}${kind}.json.gz`;
      await aws.s3.objects.put(
        key,
        {
          body: Buffer.alloc(size),
          lastModified: lastModified ?? clock.now(),
          contentType: 'application/gzip',
          checksums: {},
          metadata: { pagination, records: String(records), ...metadata },
        },
        true,
      );
      return key;
    },
  };
}
