import type { EngineName } from '../odd-lakes/odd-lake.ts';
import type { References } from './check-views.ts';
import type { CheckResult } from './results.ts';
import type { Session } from './session.ts';

export type Progress = (text: string) => void;

/** An engine that the command knows. */
export type Engine = {
  /** As `--only` takes it. */
  readonly name: string;
  /** As the odd lakes name it where its limits are known. */
  readonly family: EngineName;
  /** The views that the documentation gives for it, of all that there are; all if it is not said. */
  readonly views?: readonly string[];
  /**
   * Installs and starts it.
   *
   * @throws Unavailable if this machine cannot run it
   */
  start(progress: Progress): Promise<Session>;
  /** Checks that only this engine has, such as the documentation's examples. */
  readonly more?: (session: Session, references: References, progress: Progress) => Promise<CheckResult[]>;
};
