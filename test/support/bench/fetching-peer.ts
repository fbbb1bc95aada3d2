import { type Copy, type Peer, toCopy } from '#bench/peers/exporters/exporter.ts';
import { ACCESS_TOKEN } from '#bench/peers/world.ts';

type Page = {
  readonly tickets: readonly Readonly<Record<string, unknown>>[];
  readonly end_time: number | null;
  readonly end_of_stream: boolean;
};

/**
 * An exporter without a process: reads pages by time, and keeps the end of the last page that it delivered.
 *
 * @param retries - how often it asks again after anything but a page
 */
export const fetchingPeer = ({ retries = 0 } = {}): Peer => ({
  name: 'fetch',
  version: '1',
  resumesFrom: 'the last page',
  async open({ zendesk, startTime }) {
    const copies: Copy[] = [];
    let position = startTime;

    const readPage = async (signal: AbortSignal | undefined, attempts: number): Promise<Page> => {
      try {
        const response = await fetch(`${zendesk.url}/api/v2/incremental/tickets?start_time=${position}`, {
          headers: { authorization: `Bearer ${ACCESS_TOKEN}` },
          ...(signal && { signal }),
        });
        if (response.status !== 200) throw new Error(`HTTP ${response.status}`);
        return (await response.json()) as Page;
      } catch (error) {
        if (attempts === 0 || signal?.aborted === true) throw error;
        return readPage(signal, attempts - 1);
      }
    };
    return {
      async run(signal) {
        try {
          for (let isLast = false; !isLast;) {
            const page = await readPage(signal, retries);
            copies.push(...page.tickets.map(toCopy));
            position = page.end_time ?? position;
            isLast = page.end_of_stream;
          }
          return { outcome: 'completed', usage: { cpuMs: 1, wallMs: 1, peakRss: 1 } };
        } catch (error) {
          return signal?.aborted === true ? { outcome: 'killed' } : { outcome: 'failed', error: String(error) };
        }
      },
      copies: async () => copies,
      async [Symbol.asyncDispose]() {},
    };
  },
});
