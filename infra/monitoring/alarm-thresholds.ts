/** When alarms ring, where that is not by default. */
export interface AlarmThresholds {
  /**
   * Minutes since an export had caught up.
   *
   * @default - 60, or one and a half times what lies between two polls if that is longer
   */
  readonly staleMinutes?: number | undefined;

  /**
   * Runs in a row that neither caught up nor moved the position.
   *
   * @default 3
   */
  readonly stalledRuns?: number | undefined;

  /**
   * Periods with a failure, of three.
   *
   * @default 2
   */
  readonly failures?: number | undefined;

  /**
   * Days that an API token has left.
   *
   * @default 30
   */
  readonly apiTokenDays?: number | undefined;

  /**
   * How much of its time-out a run may take, in percent. Runs that have more to do than time end by themselves a little
   * more than a second before it.
   *
   * @default 99.9
   */
  readonly durationPercent?: number | undefined;
}
