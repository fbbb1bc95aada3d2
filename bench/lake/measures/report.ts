import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { isComplete, makeLakeReport } from '#sandbox/cli/report.ts';
import { LAYOUTS } from '#sandbox/lake/layout.ts';
import type { Measure } from '../measure.ts';

/** The report at the end of `npm start` on a real account. It limits DuckDB's memory itself. */
export const REPORT: Measure = {
  title: 'report of `npm start`',
  prepare: async ({ folder, layout }) => {
    const place = { lakeDir: join(folder, 'report'), layout: LAYOUTS[layout], subdomain: 'acme' };
    await mkdir(place.lakeDir);
    await symlink(folder, join(place.lakeDir, place.layout.prefix));
    return async () => {
      const report = await makeLakeReport(place, ['tickets'], async () => undefined);
      if (!isComplete(report)) throw new Error('The report did not read the whole lake.');
      return report.exports[0]?.lake.ids;
    };
  },
};
