import { everythingIn } from '#test/support/functions/thrown.ts';
import type { Trace } from '../trace.ts';

/** No log line and no error holds a secret or a ticket's content. */
export function noLeaks({ runs, confidential }: Trace): string[] {
  return runs.flatMap(({ index, logs, ended }) => {
    const told = ended === undefined || !('error' in ended) ? '' : everythingIn(ended.error);
    const said = logs.map(({ message, fields }) => `${message} ${JSON.stringify(fields)}`).join('\n') + told;
    return [...confidential].filter((text) => said.includes(text)).map((text) => `run ${index} told ${text}`);
  });
}
