import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { Fault } from '../fault.ts';
import type { Modules } from '../modules.ts';
import { changeUpdates } from '../ports.ts';

type Rewind = Modules['cli/aws/rewind.ts']['rewind'];

const changeRewind =
  (change: (input: UpdateItemCommandInput) => UpdateItemCommandInput) =>
  (real: Rewind): Rewind =>
  (client, ...args) =>
    real(changeUpdates(client, change), ...args);

/** Removes one attribute from an update. */
const without =
  (attribute: string) =>
  (input: UpdateItemCommandInput): UpdateItemCommandInput => {
    const clauses = input.UpdateExpression?.split(/(?=\bREMOVE\b)/) ?? [];
    const others = clauses.map((clause) => {
      const [, keyword = '', parts = ''] = /^(SET|REMOVE) (.*?) *$/.exec(clause) ?? [];
      return `${keyword} ${parts
        .split(', ')
        .filter((part) => part.split(' = ')[0] !== attribute)
        .join(', ')}`;
    });
    return { ...input, UpdateExpression: others.join(' ') };
  };

export const REWIND_FAULTS: readonly Fault[] = [
  {
    name: 'a rewind that keeps after_cursor',
    breaks: 'rewind',
    foundBy: 122,
    replace: { 'cli/aws/rewind.ts': { rewind: changeRewind(without('after_cursor')) } },
  },
  {
    name: 'a rewind that does not set end_time',
    breaks: 'rewind',
    replace: { 'cli/aws/rewind.ts': { rewind: changeRewind(without('end_time')) } },
  },
  {
    name: 'a rewind after which the next run is not due',
    breaks: 'rewind',
    replace: { 'cli/aws/rewind.ts': { rewind: changeRewind(without('last_outcome')) } },
  },
  {
    name: 'a rewind that takes a lease that is held',
    breaks: 'exclusive',
    replace: {
      'cli/aws/rewind.ts': {
        rewind:
          (real) =>
          (client, table, exportId, { now, ...order }, signal) =>
            real(client, table, exportId, { ...order, now: now + 86_400_000 }, signal),
      },
    },
  },
];
