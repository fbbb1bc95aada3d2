import { expect, it } from 'vitest';
import { LISTS } from '#functions/export/core/lists.ts';

it('each list counts against the rate limit of its endpoint', () => {
  const others = Object.values(LISTS)
    .filter(({ rateLimit }) => rateLimit.name !== 'account_wide')
    .map(({ name, rateLimit }) => [name, rateLimit.name]);
  expect(others).toEqual([
    ['ticket_fields', 'ticket_fields'],
    ['survey_responses', 'help_center'],
  ]);
});

it('the windows are as long as a record can change', () => {
  const windows = Object.values(LISTS).flatMap(({ name, window }) => (window ? [[name, window.seconds]] : []));
  expect(windows).toEqual([
    ['satisfaction_ratings', 30 * 86_400],
    ['survey_responses', 29 * 86_400],
    ['audit_logs', 3600],
  ]);
});
