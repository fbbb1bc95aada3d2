/** Collects a range of bytes that may begin in one chunk and end in a later one. */
type ChunkBuffer = {
  /** Begins a range at this byte of the current chunk, and drops the previous range. */
  startAt(at: number): void;
  /** True if the range began in an earlier chunk. */
  readonly spansChunks: boolean;
  /** Ends the range at byte `to` of the current chunk (exclusive), and returns its bytes. */
  take(chunk: Uint8Array, to: number): Buffer;
  /** Copies the open range's bytes, so that the caller can reuse the chunk's memory. */
  endChunk(chunk: Uint8Array): void;
};

export function createChunkBuffer(): ChunkBuffer {
  let earlier: Uint8Array[] = [];
  /** The start of the range in the current chunk, −1 if there is no range. */
  let start = -1;

  return {
    startAt(at) {
      earlier = [];
      start = at;
    },
    get spansChunks() {
      return earlier.length > 0;
    },
    take(chunk, to) {
      const range = Buffer.concat([...earlier, chunk.subarray(start, to)]);
      earlier = [];
      start = -1;
      return range;
    },
    endChunk(chunk) {
      if (start === -1) return;
      earlier.push(Uint8Array.from(chunk.subarray(start)));
      start = 0;
    },
  };
}
