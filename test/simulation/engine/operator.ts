import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { rewind } from '#cli/aws/rewind.ts';
import type { AccountEvent } from '../scenario.ts';
import { numberIn } from '../trace.ts';
import type { AwsBackend } from './aws-clients.ts';
import type { Table } from './dynamodb.ts';
import { TABLE } from './function-process.ts';
import type { Timeline } from './timeline.ts';

const NEVER = new AbortController().signal;

/** An export or a list that an operator may rewind. */
type Rewindable = { readonly id: string; readonly kind: 'incremental' | 'list' };

/** An operator who rewinds exports. */
export type Operator = {
  rewind(event: AccountEvent): Promise<void>;
  /** The number of rewinds. */
  rewinds(id: string): number;
  /** The second at which the export must begin. */
  beginsAt(id: string): number;
};

export type Workplace = {
  readonly timeline: Timeline;
  readonly table: Table;
  readonly exports: readonly [Rewindable, ...Rewindable[]];
  /** The AWS services for a rewind. */
  readonly backend: (to: number) => AwsBackend;
  /** The `startTime` of the exports (epoch seconds). */
  readonly startTime: number;
};

export function createOperator({ timeline, table, exports, backend, startTime }: Workplace): Operator {
  const rewinds = new Map<string, number>();
  const beginnings = new Map<string, number>();
  const beginsAt = (id: string): number => beginnings.get(id) ?? startTime;
  return {
    rewinds: (id) => rewinds.get(id) ?? 0,
    beginsAt,
    async rewind({ which, late }) {
      const { id, kind } = exports[Math.floor(which * 1000) % exports.length] ?? exports[0];
      const item = table.item(id) ?? {};
      // A list can be rewound before its first snapshot is complete.
      const end = numberIn(item, 'end_time') ?? numberIn(item, 'snapshot_time');
      if (end === undefined) return;
      const from = (numberIn(item, 'start_time') ?? end) - 100;
      const to = Math.max(0, Math.floor(from + which * (end - from)));
      const aws = backend(to);
      // Some responses are lost, and the SDK retries the write.
      const send = async ({ input }: { input: never }): Promise<object> => {
        const answer = aws.updateItem(input);
        return late > 0.7 ? aws.updateItem(input) : answer;
      };
      const client = { send };
      const order = { kind, to, from: end, now: timeline.now() };
      const result = await rewind(client as unknown as DynamoDBClient, TABLE, id, order, NEVER);
      if (result === 'held') return;
      rewinds.set(id, (rewinds.get(id) ?? 0) + 1);
      beginnings.set(id, Math.min(beginsAt(id), to));
    },
  };
}
