import { everythingIn } from '#test/support/functions/thrown.ts';
import type { Trace } from '../trace.ts';

/** No log line and no error contains a secret or a ticket's content. */
export function noLeaks({ runs, confidential }: Pick<Trace, 'runs' | 'confidential'>): string[] {
  return runs.flatMap(({ index, logs, ended }) => {
    const thrown = ended === undefined || !('error' in ended) ? '' : everythingIn(ended.error);
    const output = logs.map(({ message, fields }) => `${message} ${JSON.stringify(fields)}`).join('\n') + thrown;
    return [...confidential].filter((text) => output.includes(text)).map((text) => `run ${index} leaked ${text}`);
  });
}
