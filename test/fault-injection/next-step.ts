import type { Page } from '#functions/export/core/page/page.ts';
import type { LandStep, NextStep, Position } from '#functions/export/core/pagination/position.ts';
import type { Fault } from './fault.ts';

/** Changes the step that follows a page. */
export const changeNextStep = (
  change: (step: NextStep, position: Position, page: Page) => NextStep,
): Fault['replace'] => ({
  'functions/export/core/pagination/pagination.ts': {
    nextStep: (real) => (resource, position, page, asked) =>
      change(real(resource, position, page, asked), position, page),
  },
});

/** Changes the position after time-based pages that land. */
export const changeTimeLanding = (change: (step: LandStep, startTime: number, page: Page) => Position) =>
  changeNextStep((step, position, page) =>
    step.kind === 'land' && position.kind === 'time'
      ? { ...step, position: change(step, position.startTime, page) }
      : step,
  );
