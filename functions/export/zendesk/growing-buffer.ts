/** Joins chunks in one buffer, which grows if the expected size was too small. */
export type GrowingBuffer = {
  append(chunk: Buffer): void;
  /** Returns all bytes so far, without copying. */
  bytes(): Buffer;
};

/** @param expectedSize - in bytes */
export function createGrowingBuffer(expectedSize: number): GrowingBuffer {
  let memory = Buffer.allocUnsafe(expectedSize);
  let size = 0;
  return {
    append(chunk) {
      const needed = size + chunk.length;
      if (needed > memory.length) {
        memory = Buffer.concat([memory.subarray(0, size)], Math.max(needed, 2 * memory.length));
      }
      size += chunk.copy(memory, size);
    },
    bytes: () => memory.subarray(0, size),
  };
}
