/**
 * The pages that a run holds in memory: at most two per export and four in all. A page takes its place when its body
 * begins to arrive, and frees it after its checkpoint, or when it is dropped.
 */
export type PageMemory = { openExport(): ExportMemory };

/** The places of one export. */
export type ExportMemory = {
  /** True if the pages in memory are so large that the export may request no further page. */
  isFull(): boolean;
  /**
   * Takes a place as soon as one is free.
   * @param signal - ends all waits of the page
   * @returns undefined if the signal aborts before
   */
  take(signal: AbortSignal): Promise<PagePlace | undefined>;
  /** Frees all places of the export. */
  close(): void;
};

export type PagePlace = {
  /**
   * Sets the bytes of a page that is arriving.
   * @returns a promise if the page must wait before it grows further
   */
  grow(bytes: number): Promise<void> | undefined;
  /** Records that the page has been read and holds this many bytes. */
  finish(bytes: number): void;
  /** Records that the page lands. It frees its place without needing another one. */
  startLanding(): void;
  free(): void;
};

/** The place of a response that is too small to count. */
export const NO_PLACE: PagePlace = {
  grow: () => undefined,
  finish: () => undefined,
  startLanding: () => undefined,
  free: () => undefined,
};

const MAX_PAGES = 4;
const MAX_PAGES_PER_EXPORT = 2;
/** While the pages hold more, no further page is requested, and only one page grows. */
const MAX_BYTES = 64_000_000;

type Held = {
  readonly owner: ExportMemory;
  bytes: number;
  state: 'arriving' | 'read' | 'landing';
  /** Ends the wait of a page that must not grow. */
  resume?: (() => void) | undefined;
};

type Waiting = { readonly owner: ExportMemory; readonly grant: () => void };

/** The state of the memory. Pages and exports are in the order in which they came. */
type Memory = { held: readonly Held[]; waiting: readonly Waiting[]; readonly onChange: () => void };

/** @param onChange - called when the pages in memory have changed */
export function createPageMemory(onChange: () => void): PageMemory {
  const memory: Memory = { held: [], waiting: [], onChange };
  return {
    openExport() {
      const owner: ExportMemory = {
        isFull() {
          // A page that the export holds without landing it may need another response before it can be decided.
          const isUndecided = memory.held.some((page) => page.owner === owner && page.state !== 'landing');
          return isLarge(memory.held) && !isUndecided;
        },
        async take(signal) {
          if (signal.aborted) return undefined;
          return mayTake(memory.held, owner) ? hold(memory, owner, signal) : waitForPlace(memory, owner, signal);
        },
        close() {
          for (const page of memory.held) if (page.owner === owner) page.resume?.();
          memory.held = memory.held.filter((page) => page.owner !== owner);
          update(memory);
        },
      };
      return owner;
    },
  };
}

function waitForPlace(memory: Memory, owner: ExportMemory, signal: AbortSignal): Promise<PagePlace | undefined> {
  const { promise, resolve } = Promise.withResolvers<PagePlace | undefined>();
  const request: Waiting = { owner, grant: () => resolve(hold(memory, owner, signal)) };
  const abort = (): void => {
    memory.waiting = memory.waiting.filter((other) => other !== request);
    resolve(undefined);
  };
  memory.waiting = [...memory.waiting, request];
  signal.addEventListener('abort', abort, { once: true });
  return promise.finally(() => signal.removeEventListener('abort', abort));
}

function hold(memory: Memory, owner: ExportMemory, signal: AbortSignal): PagePlace {
  const page: Held = { owner, bytes: 0, state: 'arriving' };
  memory.held = [...memory.held, page];
  update(memory);
  return {
    grow(bytes) {
      const wasLarge = isLarge(memory.held);
      page.bytes = bytes;
      if (isLarge(memory.held) !== wasLarge) update(memory);
      return mayGrow(memory.held, page) ? undefined : waitToGrow(page, signal);
    },
    finish(bytes) {
      page.bytes = bytes;
      page.state = 'read';
      update(memory);
    },
    startLanding() {
      page.state = 'landing';
      update(memory);
    },
    free() {
      page.resume?.();
      memory.held = memory.held.filter((other) => other !== page);
      update(memory);
    },
  };
}

function waitToGrow(page: Held, signal: AbortSignal): Promise<void> | undefined {
  if (signal.aborted) return undefined;
  const { promise, resolve } = Promise.withResolvers<void>();
  const resume = (): void => resolve();
  page.resume = resume;
  signal.addEventListener('abort', resume, { once: true });
  return promise.finally(() => {
    page.resume = undefined;
    signal.removeEventListener('abort', resume);
  });
}

/** Lets pages continue that no longer have to wait. */
function update(memory: Memory): void {
  for (const page of memory.held) if (mayGrow(memory.held, page)) page.resume?.();
  const granted = memory.waiting.find(({ owner }) => mayTake(memory.held, owner));
  memory.waiting = memory.waiting.filter((other) => other !== granted);
  granted?.grant();
  memory.onChange();
}

const isLarge = (held: readonly Held[]): boolean => held.reduce((sum, { bytes }) => sum + bytes, 0) > MAX_BYTES;

/**
 * True if an export may take a place. Only a page that lands certainly frees its place: one that is read may turn out to
 * hide rows, and is then kept until another response shows how to continue. So the last place is given only to such an
 * export, or while a page lands. Otherwise all exports could wait for each other.
 */
function mayTake(held: readonly Held[], owner: ExportMemory): boolean {
  const own = held.filter((page) => page.owner === owner).length;
  const isLast = held.length === MAX_PAGES - 1;
  return (
    own < MAX_PAGES_PER_EXPORT &&
    held.length < MAX_PAGES &&
    (!isLast || own > 0 || held.some((page) => isLanding(page)))
  );
}

/** True if a page may grow. Beyond the limit, only the first page that arrives may, once no page is about to be freed. */
function mayGrow(held: readonly Held[], page: Held): boolean {
  if (!isLarge(held)) return true;
  const first = held.find(({ state }) => state === 'arriving');
  return first === page && !held.some((other) => isLanding(other));
}

const isLanding = ({ state }: Held): boolean => state === 'landing';
