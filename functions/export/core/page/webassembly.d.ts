/**
 * The part of WebAssembly that the page scanner uses, with the exports of its module (odd-byte-search.ts). TypeScript has
 * general types only together with those of browsers.
 */
declare namespace WebAssembly {
  const Module: new (bytes: Uint8Array) => object;
  const Instance: new (module: object) => {
    readonly exports: {
      readonly memory: { readonly buffer: ArrayBuffer };
      /** Returns the address of the next odd byte, or one that is not before `to`. */
      readonly find: (from: number, to: number) => number;
    };
  };
}
