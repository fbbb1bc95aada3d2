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
   * @returns undefined if the signal aborts before
   */
  take(signal: AbortSignal): Promise<PagePlace | undefined>;
  /** Frees all places of the export. */
  close(): void;
};

export type PagePlace = {
  /** Sets the bytes that the page holds. */
  resize(bytes: number): void;
  /** Records that the page lands. It frees its place without needing another one. */
  startLanding(): void;
  free(): void;
};

/** The place of a response that is too small to count. */
export const NO_PLACE: PagePlace = { resize: () => undefined, startLanding: () => undefined, free: () => undefined };

const MAX_PAGES = 4;
const MAX_PAGES_PER_EXPORT = 2;
/** No further page is requested while those in memory hold more. */
const MAX_BYTES = 64_000_000;

type Held = { readonly owner: ExportMemory; bytes: number; isLanding: boolean };
type Waiting = { readonly owner: ExportMemory; readonly grant: () => void };

/** @param onChange - called when the pages in memory have changed */
export function createPageMemory(onChange: () => void): PageMemory {
  let held: readonly Held[] = [];
  let waiting: readonly Waiting[] = [];
  const isLarge = (): boolean => held.reduce((sum, { bytes }) => sum + bytes, 0) > MAX_BYTES;

  function changeHeld(next: readonly Held[]): void {
    held = next;
    const granted = waiting.find(({ owner }) => mayTake(held, owner));
    if (granted === undefined) return onChange();
    waiting = waiting.filter((other) => other !== granted);
    granted.grant();
  }

  function hold(owner: ExportMemory): PagePlace {
    const page: Held = { owner, bytes: 0, isLanding: false };
    changeHeld([...held, page]);
    return {
      resize(bytes) {
        const wasLarge = isLarge();
        page.bytes = bytes;
        if (isLarge() !== wasLarge) onChange();
      },
      startLanding() {
        page.isLanding = true;
        changeHeld(held);
      },
      free: () => changeHeld(held.filter((other) => other !== page)),
    };
  }

  return {
    openExport() {
      const owner: ExportMemory = {
        isFull() {
          // A page that the export holds without landing it may need another response before it can be decided.
          const isUndecided = held.some((page) => page.owner === owner && !page.isLanding);
          return isLarge() && !isUndecided;
        },
        async take(signal) {
          if (signal.aborted) return undefined;
          if (mayTake(held, owner)) return hold(owner);
          const { promise, resolve } = Promise.withResolvers<PagePlace | undefined>();
          const request: Waiting = { owner, grant: () => resolve(hold(owner)) };
          const abort = (): void => {
            waiting = waiting.filter((other) => other !== request);
            resolve(undefined);
          };
          waiting = [...waiting, request];
          signal.addEventListener('abort', abort, { once: true });
          return promise.finally(() => signal.removeEventListener('abort', abort));
        },
        close: () => changeHeld(held.filter((page) => page.owner !== owner)),
      };
      return owner;
    },
  };
}

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
    (!isLast || own > 0 || held.some(({ isLanding }) => isLanding))
  );
}
