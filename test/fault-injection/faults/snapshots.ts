import { createPageSize } from '#functions/export/core/pagination/page-size.ts';
import type { ListPosition } from '#functions/export/core/pagination/position.ts';
import type { Fault } from '../fault.ts';
import type { Modules } from '../modules.ts';
import { changeNextStep } from '../next-step.ts';
import { landAfterCheckpoint } from './landing.ts';

type Snapshots = Modules['functions/export/core/state/snapshot.ts'];
type FirstPosition = Snapshots['firstListPosition'];
type Persisted = Snapshots['persistedSnapshot'];

const changeFirstPosition = (firstListPosition: (real: FirstPosition) => FirstPosition): Fault['replace'] => ({
  'functions/export/core/state/snapshot.ts': { firstListPosition },
});

const changePersisted = (persistedSnapshot: (real: Persisted) => Persisted): Fault['replace'] => ({
  'functions/export/core/state/snapshot.ts': { persistedSnapshot },
});

/** Faults in the snapshots of lists. */
export const SNAPSHOT_FAULTS: readonly Fault[] = [
  {
    name: "the checkpoint before a list's page lands",
    breaks: 'snapshot-progress',
    replace: {
      'functions/export/create-handler.ts': {
        createHandler: landAfterCheckpoint(({ metadata }) => metadata['pagination'] === 'list'),
      },
    },
  },
  {
    name: 'every page of a list marked as the last',
    breaks: 'snapshot-complete',
    replace: {
      'functions/export/core/lake/object-key.ts': {
        buildObject:
          (real) =>
          (...args) => {
            const object = real(...args);
            const isOther = object.metadata['last'] === 'false';
            return isOther ? { ...object, key: object.key.replace(/-(\w+)\.json/, '-last-$1.json') } : object;
          },
      },
    },
  },
  {
    name: 'a page of a list skipped in the next run',
    breaks: 'snapshot-complete',
    replace: changeFirstPosition(
      (real) =>
        (...args) =>
          changeContinued(real(...args), ({ page, ...others }) => ({ ...others, page: page + 1 })),
    ),
  },
  {
    name: 'a snapshot continued after hours',
    breaks: 'snapshot-requests',
    foundBy: 946,
    replace: changeFirstPosition((real) => (resource, item, startTime, now) => {
      const { pageTime } = item.snapshot ?? {};
      return real(resource, item, startTime, pageTime === undefined ? now : pageTime * 1000);
    }),
  },
  {
    name: 'the window dropped in the next run of a snapshot',
    breaks: 'snapshot-requests',
    replace: changeFirstPosition(
      (real) =>
        (...args) =>
          changeContinued(real(...args), ({ since: _, ...others }) => others),
    ),
  },
  {
    name: 'only the rows since the last snapshot read',
    breaks: 'snapshot-requests',
    replace: changeFirstPosition(
      (real) =>
        ({ window, ...resource }, ...args) =>
          real({ ...resource, ...(window && { window: { ...window, seconds: 0 } }) }, ...args),
    ),
  },
  {
    name: 'a new snapshot with the time of the one before',
    breaks: 'snapshot-progress',
    replace: changeFirstPosition((real) => (resource, item, ...args) => {
      const position = real(resource, item, ...args);
      const { time } = item.snapshot ?? {};
      return position.page === 1 && time !== undefined ? { ...position, snapshot: time } : position;
    }),
  },
  {
    name: 'a snapshot that keeps its time after a refused cursor',
    breaks: 'snapshot-progress',
    foundBy: 122,
    replace: {
      'functions/export/core/pagination/pagination.ts': {
        restart: (real) => (position, now) => {
          const restarted = real(position, now);
          return position.kind === 'list' ? { ...restarted, snapshot: position.snapshot } : restarted;
        },
      },
    },
  },
  {
    name: 'a list that says that more follows taken for complete',
    breaks: 'snapshot-progress',
    foundBy: 141,
    replace: changeNextStep((step, position) =>
      step.kind === 'end' && position.kind === 'list' ? { kind: 'land', position, end: 'caught_up' } : step,
    ),
  },
  {
    name: 'the page size of a list by page number reduced',
    breaks: 'snapshot-requests',
    replace: {
      'functions/export/core/pagination/page-size.ts': {
        openPageSize: (real) => (resource, wanted, reduced) =>
          resource.kind === 'list' ? createPageSize(wanted, reduced) : real(resource, wanted, reduced),
      },
    },
  },
  {
    name: 'end_time set by the first page of a snapshot',
    breaks: 'snapshot-progress',
    replace: changePersisted((real) => (before, exportStartTime, next, landedAt) => ({
      ...real(before, exportStartTime, next, landedAt),
      endTime: next.position.snapshot,
    })),
  },
  {
    name: 'a rewind of a list forgotten with its first page',
    breaks: 'snapshot-progress',
    foundBy: 122,
    replace: changePersisted((real) => (...args) => {
      const { rewoundTo: _, ...persisted } = real(...args);
      return persisted;
    }),
  },
  {
    name: 'a rewind of a list kept when its snapshot is complete',
    breaks: 'snapshot-progress',
    replace: changePersisted((real) => (before, ...args) => ({
      ...real(before, ...args),
      ...(before.rewoundTo !== undefined && { rewoundTo: before.rewoundTo }),
    })),
  },
  {
    name: 'a rewind of a list that does not extend its window',
    breaks: 'snapshot-requests',
    foundBy: 122,
    replace: changeFirstPosition(
      (real) =>
        (resource, { rewoundTo: _, ...item }, ...args) =>
          real(resource, item, ...args),
    ),
  },
  {
    name: 'a rewind of a list that does not make it due',
    breaks: 'snapshot-results',
    foundBy: 838,
    replace: {
      'functions/export/core/state/snapshot.ts': {
        nextSnapshotAt:
          (real) =>
          ({ rewoundTo: _, ...item }, snapshotSeconds) =>
            real(item, snapshotSeconds),
      },
    },
  },
  {
    name: 'a list requested in every run',
    breaks: 'snapshot-requests',
    replace: { 'functions/export/core/state/snapshot.ts': { nextSnapshotAt: () => () => 0 } },
  },
];

/** Changes the position of a snapshot that an earlier run began. */
const changeContinued = (position: ListPosition, change: (position: ListPosition) => ListPosition): ListPosition =>
  position.page === 1 ? position : change(position);
