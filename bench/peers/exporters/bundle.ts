import { join } from 'node:path';
import { startAws } from '#sandbox/aws/index.ts';
import { lambdaEnv } from '#sandbox/lambda/lambda-env.ts';
import { landedObjects } from '#sandbox/lake/landed-object.ts';
import { exportPrefix, LAYOUTS } from '#sandbox/lake/layout.ts';
import { readObject } from '#sandbox/lake/read-object.ts';
import { LAKE_RESOURCES } from '#sandbox/lake/resources.ts';
import { FUNCTION_MEMORY_MIB } from '#common/limits.ts';
import type { Built } from '../../build.ts';
import { heapOptions } from '../../child/start.ts';
import { CLIENT, SUBDOMAIN } from '../world.ts';
import { type Copy, type Peer, toCopy } from './exporter.ts';
import { runMeasured } from './run-measured.ts';

const SECRET_ID = 'zendesk-lake/bench';
const EVENT = { subdomain: SUBDOMAIN, credentialsSecretId: SECRET_ID };

/**
 * The deployed bundle. Each run is a cold start.
 *
 * @param settleSeconds - the lookback window. Default: that of the function
 */
export function bundle({ runOnce }: Built, settleSeconds?: number): Peer {
  return {
    name: settleSeconds === undefined ? 'zendesk-lake' : `zendesk-lake, \`settleSeconds: ${settleSeconds}\``,
    version: 'this commit',
    resumesFrom: 'the lookback window before its position, a checkpoint after each page',
    async open({ clock, tls, certificate }, folder) {
      const lakeDir = join(folder, 'lake');
      const aws = await startAws({ lakeDir, clock });
      aws.secrets.put(SECRET_ID, JSON.stringify(CLIENT));
      const variables = { ...aws.env, ZENDESK_BASE_URL: tls.origin, NODE_EXTRA_CA_CERTS: certificate.file };
      const env = lambdaEnv(variables, folder);
      return {
        run: (signal) => {
          const { speed, start, wallStart } = clock;
          const options = [JSON.stringify({ ...EVENT, settleSeconds }), JSON.stringify({ speed, start, wallStart })];
          const command = [process.execPath, ...heapOptions(FUNCTION_MEMORY_MIB), runOnce, ...options];
          return runMeasured({ command, env, folder, signal });
        },
        copies: () => landedCopies(lakeDir),
        [Symbol.asyncDispose]: () => aws.close(),
      };
    },
  };
}

/** Reads all records of the lake, in the order in which they were written. */
async function landedCopies(lakeDir: string): Promise<Copy[]> {
  const place = { layout: LAYOUTS.page, subdomain: SUBDOMAIN };
  const objects = await landedObjects(lakeDir, exportPrefix(place, LAKE_RESOURCES.tickets));
  const pages = await Promise.all(objects.map(({ path }) => readObject(path)));
  return pages.flatMap(({ text }) =>
    LAYOUTS.page.records(text, LAKE_RESOURCES.tickets).map((record) => toCopy(JSON.parse(record))),
  );
}
