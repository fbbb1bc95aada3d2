import type { InvariantName } from '#test/simulation/invariants/index.ts';
import type { ModulePath, Modules } from './modules.ts';

type AnyFunction = (...args: never[]) => unknown;

/** For each function of a module that the fault replaces: takes the real one and returns what importers get instead. */
type Replacements<M> = {
  readonly [Name in keyof M as M[Name] extends AnyFunction ? Name : never]?: (real: M[Name]) => M[Name];
};

/**
 * A defect in the function, as a well-meant change might bring it, that the simulated scenarios have to find.
 * Whoever imports one of the modules gets the replacements; calls within the module do not pass through them.
 */
export type Fault = {
  readonly name: string;
  /** An invariant that finds it. */
  readonly breaks: InvariantName;
  /**
   * For a fault that few scenarios find: the index of the first one that does. The search begins there, which saves
   * most of the time, and goes on with the scenarios before it. Only the time depends on it.
   */
  readonly foundBy?: number;
  /** Several modules where two things hold the same guarantee. */
  readonly replace: { readonly [Path in ModulePath]?: Replacements<Modules[Path]> };
};
