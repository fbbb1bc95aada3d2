import type { Fault } from './fault.ts';

type AnyFunction = (...args: never[]) => unknown;
type NamedReplacements = Readonly<Record<string, Readonly<Record<string, (real: AnyFunction) => AnyFunction>>>>;

let active: Fault | undefined;

/** From now on, the function has this fault and no other. */
export function activate(fault: Fault): void {
  active = fault;
}

/** The function, or its replacement while a fault with one is active. The first call with a fault makes its replacement. */
export function replaceable(path: string, name: string, real: AnyFunction): AnyFunction {
  let madeFor: Fault | undefined;
  let current = real;
  return (...args) => {
    if (madeFor !== active) {
      madeFor = active;
      const replacements = active?.replace as NamedReplacements | undefined;
      current = replacements?.[path]?.[name]?.(real) ?? real;
    }
    return current(...args);
  };
}
