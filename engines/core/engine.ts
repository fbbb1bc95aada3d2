import type { EngineName } from '../odd-lakes/odd-lake.ts';
import type { Material } from './material.ts';
import type { CheckResult } from './results.ts';
import type { Scope } from './scope.ts';
import type { Session } from './session.ts';

export type Progress = (text: string) => void;

/** An engine that the command knows. */
export type Engine<S extends Session = Session> = {
  /** As `--only` takes it. */
  readonly name: string;
  /** As the odd lakes name it where its limits are known. */
  readonly family: EngineName;
  /** @defaultValue everything */
  readonly scope?: Scope;
  /** Odd lakes that this engine cannot be asked about here: name and reason. */
  readonly unaskable?: Readonly<Record<string, string>>;
  /**
   * Runs the checks on the engine.
   *
   * @throws Unavailable if this machine cannot run it
   */
  readonly start: (progress: Progress) => Promise<S>;
  /** Checks that only this engine has, such as the documentation's examples. */
  more?(session: S, material: Material, progress: Progress): Promise<CheckResult[]>;
};
