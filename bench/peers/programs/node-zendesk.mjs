/**
 * Exports tickets with node-zendesk, from where the last run ended. Prints Singer messages. Arguments: the settings, then
 * the state of the last run, if there was one.
 */
import { readFileSync } from 'node:fs';
import zendesk from 'node-zendesk';

const read = (path) => JSON.parse(readFileSync(path, 'utf8'));
const write = (message) => new Promise((resolve) => process.stdout.write(`${JSON.stringify(message)}\n`, resolve));

const [settings, state = { start_time: settings.start_time }] = process.argv.slice(2).map(read);
const client = zendesk.createClient({
  endpointUri: `${settings.origin}/api/v2`,
  oauth: true,
  token: settings.access_token,
});

let start = state.start_time;
for (let isLast = false; !isLast;) {
  const { result: page } = await client.ticketexport.export(start);
  // A rejected request is a result too.
  if (page instanceof Error) throw page;
  if (!Array.isArray(page.tickets)) throw new Error('The response is not a page of the incremental export.');
  for (const record of page.tickets) await write({ type: 'RECORD', record });
  // An empty page has no end_time.
  start = page.end_time ?? start;
  await write({ type: 'STATE', value: { start_time: start } });
  isLast = page.end_of_stream;
}
