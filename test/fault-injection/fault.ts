import type { InvariantName } from '#test/simulation/invariants/index.ts';
import type { ModulePath, Modules } from './modules.ts';

type AnyFunction = (...args: never[]) => unknown;

/** The replaced functions of a module, by name. Each entry takes the real function and returns its replacement. */
type Replacements<M> = {
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
  /**
   * For a fault that few scenarios find: the index of the first one that does. The search begins there and then covers
   * the scenarios before it. A wrong index costs time only.
   */
  readonly foundBy?: number;
  /** The replaced functions, by module. A fault replaces several if they protect the same guarantee. */
  readonly replace: { readonly [Path in ModulePath]?: Replacements<Modules[Path]> };
};
