import { hash } from 'node:crypto';
import type { DatasetObject } from '#functions/export/core/lake/layout.ts';
import type { LandedObject } from '#functions/export/core/lake/object-key.ts';
import type { Fault } from '../fault.ts';
import { changeAws, changeLanding, changePuts } from '../ports.ts';

/** Changes the objects that a page lands as. */
const changeObjects = (change: (objects: DatasetObject[]) => DatasetObject[]): Fault['replace'] => ({
  'functions/export/core/lake/layout.ts': {
    splitIntoObjects:
      (real) =>
      (...args) =>
        change(real(...args)),
  },
});

export const LANDING_FAULTS: readonly Fault[] = [
  {
    name: 'checkpoint before landing',
    breaks: 'monotonic',
    replace: { 'functions/export/create-handler.ts': { createHandler: landAfterCheckpoint(() => true) } },
  },
  {
    name: "the checkpoint before a page's last object",
    breaks: 'monotonic',
    replace: {
      'functions/export/create-handler.ts': {
        createHandler: landAfterCheckpoint(
          (object) => object.mediaType === 'application/x-ndjson' && !isOfSideload(object),
        ),
      },
    },
  },
  {
    name: 'objects overwritten',
    breaks: 'immutable',
    replace: {
      'functions/export/aws/lake.ts': {
        createLake:
          (real) =>
          (client, ...args) =>
            real(
              changePuts(client, ({ IfNoneMatch: _, ...input }) => input),
              ...args,
            ),
      },
    },
  },
  {
    name: 'a sideload that S3 refuses is ignored',
    breaks: 'record-integrity',
    foundBy: 554,
    replace: {
      'functions/export/aws/lake.ts': {
        createLake: changeLanding(
          (real) => (object, signal) =>
            real.land(object, signal).catch((error: unknown) => {
              if (!isOfSideload(object)) throw error;
              return 'present';
            }),
        ),
      },
    },
  },
  {
    name: 'tickets landed before their sideloads',
    breaks: 'record-integrity',
    replace: changeObjects((objects) => objects.toReversed()),
  },
  {
    name: 'a sideload left out',
    breaks: 'record-integrity',
    replace: changeObjects((objects) => (objects.length > 1 ? objects.slice(1) : objects)),
  },
  {
    name: 'tickets parsed and serialized again',
    breaks: 'record-integrity',
    replace: changeObjects((objects) =>
      objects.map((object) => (object.mediaType === 'application/x-ndjson' ? serializeAgain(object) : object)),
    ),
  },
  {
    name: 'the bytes of sideloads not counted',
    breaks: 'result-accuracy',
    replace: changeObjects((objects) =>
      objects.map((object, i) => (i < objects.length - 1 ? { ...object, size: 0 } : object)),
    ),
  },
  {
    name: 'cursor pages named like time-based pages',
    breaks: 'immutable',
    replace: {
      'functions/export/core/lake/object-key.ts': {
        buildObject:
          (real) =>
          (...args) => {
            const object = real(...args);
            return { ...object, key: object.key.replace('.cursor.', '.') };
          },
      },
    },
  },
];

const isOfSideload = ({ key }: LandedObject): boolean => key.includes('/tickets_');

/** Lands the chosen objects only after the checkpoint of their page. */
export function landAfterCheckpoint(isLate: (object: LandedObject) => boolean) {
  return changeAws(({ lake, cursors }) => {
    const late: (() => Promise<unknown>)[] = [];
    return {
      lake: {
        async land(object, signal) {
          if (!isLate(object)) return lake.land(object, signal);
          late.push(() => lake.land(object, signal));
          return 'new';
        },
      },
      cursors: {
        ...cursors,
        async checkpoint(...args) {
          const written = await cursors.checkpoint(...args);
          for (const land of late.splice(0)) await land();
          return written;
        },
      },
    };
  });
}

function serializeAgain(object: DatasetObject): DatasetObject {
  const lines = object.bytes.toString('utf8').trimEnd().split('\n');
  const bytes = Buffer.from(lines.map((line) => `${JSON.stringify(JSON.parse(line))}\n`).join(''));
  return { ...object, bytes, size: bytes.length, digest: hash('sha256', bytes, 'hex') };
}
