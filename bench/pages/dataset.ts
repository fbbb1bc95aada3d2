import { mapMembers } from '#sandbox/zendesk/members.ts';

/** A resource whose pages are rendered. Its records are tickets that have the resource's timestamp. */
export type Dataset = {
  /** The last part of the path of the export, and the member of a page that holds the records. */
  readonly name: string;
  /** The text of a record's timestamp in a template. It occurs once in each record. */
  readonly placeholder: string;
  /** The length of the part of the placeholder before the value. */
  readonly valueAt: number;
  /** @param second - epoch seconds; all results have the same length */
  readonly formatSecond: (second: number) => string;
  readonly toRecord: (ticket: string) => string;
};

/** The placeholder for a ticket's timestamp, which also has ten digits. */
const EPOCH_PLACEHOLDER = '1000000000';
const ISO_PLACEHOLDER = '"2001-09-09T01:46:40Z"';

function epochDataset(name: string, member: string): Dataset {
  const before = `"${member}":`;
  return {
    name,
    placeholder: before + EPOCH_PLACEHOLDER,
    valueAt: before.length,
    formatSecond: String,
    toRecord: (ticket) => ticket.replace('"generated_timestamp":', before),
  };
}

function isoDataset(name: string): Dataset {
  const before = '"updated_at":';
  return {
    name,
    placeholder: before + ISO_PLACEHOLDER,
    valueAt: before.length,
    formatSecond: (second) => JSON.stringify(`${new Date(second * 1000).toISOString().slice(0, 19)}Z`),
    toRecord: (ticket) => mapMembers(ticket, (key, value) => (key === 'updated_at' ? ISO_PLACEHOLDER : value)),
  };
}

export const TICKETS: Dataset = epochDataset('tickets', 'generated_timestamp');

/** Four resources that one run exports side by side. */
export const FOUR_DATASETS: readonly Dataset[] = [
  TICKETS,
  isoDataset('users'),
  isoDataset('organizations'),
  epochDataset('ticket_events', 'timestamp'),
];
