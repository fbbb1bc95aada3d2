import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { Fault } from '../fault.ts';
import { changeCursorStore, changeWritesOf } from '../ports.ts';

/** Adds an alternative to a write's condition. */
const orIf =
  (other: string) =>
  (input: UpdateItemCommandInput): UpdateItemCommandInput => ({
    ...input,
    ConditionExpression: `(${input.ConditionExpression}) OR ${other}`,
  });

export const LEASE_FAULTS: readonly Fault[] = [
  {
    name: 'a release without a condition',
    breaks: 'exclusive',
    replace: {
      'functions/export/aws/cursor-store.ts': {
        createCursorStore: changeWritesOf('release', orIf('attribute_exists(export_id)')),
      },
    },
  },
  {
    name: 'a release of any lease',
    breaks: 'exclusive',
    replace: {
      'functions/export/aws/cursor-store.ts': {
        createCursorStore: changeWritesOf('release', orIf('attribute_exists(lease_owner)')),
      },
    },
  },
  {
    name: 'a checkpoint without the lease',
    breaks: 'exclusive',
    foundBy: 68,
    replace: {
      'functions/export/aws/cursor-store.ts': {
        createCursorStore: changeWritesOf('checkpoint', orIf('end_time <= :end_time')),
      },
    },
  },
  {
    name: 'a lease taken while another run holds it',
    breaks: 'exclusive',
    replace: {
      'functions/export/aws/cursor-store.ts': {
        createCursorStore: changeCursorStore((real) => ({
          acquire: (exportId, lease, now, signal) => real.acquire(exportId, lease, now + 86_400_000, signal),
        })),
      },
    },
  },
];
