import { describe, expect, it } from 'vitest';
import { compareFigures, type Figures } from '#engines/dbt/compare.ts';

const REPLY = 'reply_time_in_minutes';
const figures = (values: Partial<Figures>): Figures => ({
  ticket: 1,
  zendesk: 10,
  dbt: 10,
  privateReplies: [],
  times: 1,
  ...values,
});

describe('compareFigures', () => {
  it.each([
    [10, 11],
    [10, 9.1],
    [0, 0],
    [null, null],
  ])('accepts %s of Zendesk and %s of dbt', (zendesk, dbt) => {
    expect(compareFigures(REPLY, [figures({ zendesk, dbt })])).toEqual({
      metric: REPLY,
      compared: 1,
      madePrivate: [],
      rounded: [],
      wrong: [],
    });
  });

  it.each([
    [10, 11.1],
    [10, null],
    [null, 0],
    [10, 8],
  ])('reports %s of Zendesk and %s of dbt', (zendesk, dbt) => {
    const different = figures({ zendesk, dbt });
    expect(compareFigures(REPLY, [figures({}), different])).toMatchObject({ compared: 2, wrong: [different] });
  });

  it.each([null, 25])('knows a first reply that is private now, if dbt finds %s', (dbt) => {
    const different = figures({ dbt, privateReplies: [3, 10.4] });
    expect(compareFigures(REPLY, [different])).toMatchObject({ madePrivate: [different], wrong: [] });
  });

  it('accepts a minute for each of several times that dbt adds up', () => {
    const rounded = figures({ dbt: 13, times: 3 });
    const wrong = figures({ dbt: 13.5, times: 3 });
    expect(compareFigures('requester_wait_time_in_minutes', [rounded, wrong])).toMatchObject({
      rounded: [rounded],
      wrong: [wrong],
    });
  });

  it.each<[string, string, Partial<Figures>]>([
    ['another metric', 'full_resolution_time_in_minutes', { dbt: null }],
    ['an earlier reply', REPLY, { dbt: 5 }],
    ['a private comment at another time', REPLY, { dbt: null, privateReplies: [12] }],
    ['a reply that only dbt finds', REPLY, { zendesk: null, dbt: 10 }],
  ])('does not excuse %s', (_, metric, values) => {
    const different = figures({ privateReplies: [10], ...values });
    expect(compareFigures(metric, [different])).toMatchObject({ madePrivate: [], wrong: [different] });
  });
});
