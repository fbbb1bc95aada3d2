/** Bytes that are kept while they come, though they may begin in one piece and end in a later one. */
export type KeptBytes = {
  /** Keeps what comes from this byte of the present piece on. */
  from(at: number): void;
  /** Whether what is kept began in a piece before this one. */
  readonly beganEarlier: boolean;
  /** What has been kept up to byte `to` of this piece; nothing is kept after that. */
  take(piece: Uint8Array, to: number): Buffer;
  /** Says that this piece has been read: its memory is not to be looked at any more. */
  carryOver(piece: Uint8Array): void;
};

export function createKeptBytes(): KeptBytes {
  let earlier: Uint8Array[] = [];
  /** Where it begins in the present piece, −1 where nothing is kept. */
  let start = -1;

  return {
    from(at) {
      earlier = [];
      start = at;
    },
    get beganEarlier() {
      return earlier.length > 0;
    },
    take(piece, to) {
      const whole = Buffer.concat([...earlier, piece.subarray(start, to)]);
      earlier = [];
      start = -1;
      return whole;
    },
    carryOver(piece) {
      if (start === -1) return;
      earlier.push(Uint8Array.from(piece.subarray(start)));
      start = 0;
    },
  };
}
