import type { InvariantName } from '#test/simulation/invariants/index.ts';
import type { ModulePath, Modules } from './modules.ts';

type AnyFunction = (...args: never[]) => unknown;

/** The replaced functions of a module, by name. Each entry takes the real function and returns its replacement. */
export type Replacements<M> = {
  readonly [Name in keyof M as M[Name] extends AnyFunction ? Name : never]?: (real: M[Name]) => M[Name];
};

/**
 * A realistic defect in the function, which the simulated scenarios must find. Modules that import a replaced function get
 * the replacement. Calls within its own module still reach the real one.
 */
export type Fault = {
  readonly name: string;
  /** The invariant that the fault violates. */
  readonly breaks: InvariantName;
  /** The replaced functions, by module. A fault replaces several if they protect the same guarantee. */
  readonly replace: { readonly [Path in ModulePath]?: Replacements<Modules[Path]> };
};
