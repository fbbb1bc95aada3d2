import type { Slice } from './scanned-page.ts';

/** Collects the elements of one array of the page. Positions are byte offsets in the page. */
export class ArrayElements {
  readonly slices: Slice[] = [];
  /** The start of the current element, −1 if none has begun since the last comma. */
  #start = -1;
  #end = -1;
  #hasSeparator = false;

  get isInElement(): boolean {
    return this.#start !== -1;
  }

  /** Begins or extends the current element. */
  extend(from: number, to: number): void {
    if (this.#start === -1) this.#start = from;
    this.#end = to;
  }

  /** @returns false if there is no element before the comma */
  separate(): boolean {
    this.#hasSeparator = true;
    return this.#endElement();
  }

  /** @returns false if there is no element after the last comma */
  close(): boolean {
    return this.#endElement() || !this.#hasSeparator;
  }

  #endElement(): boolean {
    if (this.#start === -1) return false;
    this.slices.push({ start: this.#start, end: this.#end });
    this.#start = -1;
    return true;
  }
}
