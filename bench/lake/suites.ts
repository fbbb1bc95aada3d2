import type { Suite } from './measure.ts';
import { countOf, copyOf } from './measures/open.ts';
import { READ_FILES } from './measures/read-files.ts';
import { REPORT } from './measures/report.ts';
import { SCRIPT } from './measures/script.ts';
import { writeEventLake } from './write-events.ts';
import { writeTicketLake } from './write-tickets.ts';

/** By the name of the command. */
export const SUITES: Readonly<Record<string, Suite>> = {
  lake: {
    description: 'Measures CPU, time and memory of reading lakes that grow to a million tickets.',
    noun: 'tickets',
    sizes: [10_000, 100_000, 1_000_000],
    write: writeTicketLake,
    measures: {
      'read-files': READ_FILES,
      script: SCRIPT,
      latest: countOf('tickets_latest'),
      versions: countOf('tickets'),
      malformed: countOf('malformed'),
      copy: copyOf('tickets_latest'),
      report: REPORT,
    },
  },
  histories: {
    description: 'Measures CPU, time and memory of ticket_comments and ticket_field_history as Parquet.',
    noun: 'events',
    sizes: [1_000_000],
    write: writeEventLake,
    measures: {
      script: SCRIPT,
      comments: copyOf('ticket_comments'),
      'field-history': copyOf('ticket_field_history'),
    },
  },
};
