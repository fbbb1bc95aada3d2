import { FUNCTION_MEMORY_MIB } from '#common/limits.ts';
import { bytes, count, milliseconds } from '../report/format.ts';
import type { Table } from '../report/table.ts';
import { type MeasuredRun, RESOURCES } from './measure.ts';

const MIB = 1024 ** 2;

/** The runs with their share of the function's memory. */
export const exportsTable = (runs: readonly MeasuredRun[]): Table => ({
  title: `One run with ${RESOURCES.length} exports`,
  head: ['', 'CPU', 'peak memory', 'Zendesk', 'S3', 'DynamoDB'],
  rows: runs.map(({ name, figures, zendesk, s3, dynamodb }) => [
    name,
    milliseconds(figures.cpuMs),
    `${bytes(figures.peakRss)} of ${bytes(FUNCTION_MEMORY_MIB * MIB)}`,
    count(zendesk),
    count(s3),
    count(dynamodb),
  ]),
});
