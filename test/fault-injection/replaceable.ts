import type { Fault } from './fault.ts';

type AnyFunction = (...args: never[]) => unknown;
type NamedReplacements = Readonly<Record<string, Readonly<Record<string, (real: AnyFunction) => AnyFunction>>>>;

let active: Fault | undefined;

/** Activates this fault and deactivates any other. */
export function activate(fault: Fault): void {
  active = fault;
}

/** Returns the function, or the active fault's replacement of it, which the first call creates. */
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
