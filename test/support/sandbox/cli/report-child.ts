/** Reports on a folder's tickets in this process, and prints the report as JSON. */
import { isComplete, makeLakeReport } from '#sandbox/cli/report.ts';
import { LAYOUTS } from '#sandbox/lake/layout.ts';

const [lakeDir = ''] = process.argv.slice(2);

const place = { lakeDir, layout: LAYOUTS.page, subdomain: 'acme' };
const report = await makeLakeReport(place, ['tickets'], async () => undefined);
process.stdout.write(JSON.stringify({ ...report.exports[0]?.lake, isComplete: isComplete(report) }));
