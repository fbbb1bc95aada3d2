import type { Budget } from '#functions/export/core/pacing/time-budget.ts';
import { bodyText } from '#functions/export/zendesk/body.ts';
import type { Fault } from '../fault.ts';

export const REQUEST_FAULTS: readonly Fault[] = [
  {
    name: 'the secret not read again after a 401',
    breaks: 'complete',
    replace: {
      'functions/export/zendesk/credentials.ts': {
        openCredentials: (real) => (deps) => ({ ...real(deps), forget: () => undefined }),
      },
    },
  },
  {
    name: 'bodies quoted in messages',
    breaks: 'no-leaks',
    replace: {
      'functions/export/zendesk/describe.ts': {
        describeAnswer:
          (real) =>
          (answer, ...args) =>
            `${real(answer, ...args)} ${bodyText(answer)}`,
      },
    },
  },
  {
    name: 'secrets left in messages',
    breaks: 'no-leaks',
    replace: {
      'functions/export/zendesk/describe.ts': { describeAnswer: (real) => (answer) => real(answer, []) },
    },
  },
  {
    name: 'a return just before the deadline',
    breaks: 'deadline',
    replace: {
      'functions/export/core/pacing/time-budget.ts': {
        createBudget: (real) => (now, remainingMs) => {
          const { deadline } = real(now, remainingMs);
          const budget: Budget = Object.create(real(now, remainingMs + 350), { deadline: { value: deadline } });
          return budget;
        },
      },
    },
  },
  {
    name: 'no wait after a failure',
    breaks: 'rate-limit',
    replace: {
      'functions/export/core/pacing/retry.ts': {
        createAttempts: (real) => (startedAt, random) => {
          const attempts = real(startedAt, random);
          return { failed: (kind, now) => (attempts.failed(kind, now) === 'exhausted' ? 'exhausted' : random()) };
        },
      },
    },
  },
  {
    name: 'retries that are never exhausted',
    breaks: 'bounded-duplicates',
    replace: {
      'functions/export/core/pacing/retry.ts': {
        createAttempts: (real) => (startedAt, random) => {
          const attempts = real(startedAt, random);
          return {
            failed(kind, now) {
              const backoff = attempts.failed(kind, now);
              return backoff === 'exhausted' && kind === 'unavailable' ? 60_000 : backoff;
            },
          };
        },
      },
    },
  },
  {
    name: "the rate header's window ignored",
    breaks: 'rate-limit',
    replace: {
      'functions/export/core/pacing/pacer.ts': {
        createPacer:
          (real) =>
          (...args) => {
            const pacer = real(...args);
            return {
              ...pacer,
              answered: (now, header, isRefused) =>
                pacer.answered(now, header?.replace(/remaining=\d+/, 'remaining=1000'), isRefused),
            };
          },
      },
    },
  },
  {
    name: "the user's own requestsPerMinute ignored",
    breaks: 'rate-limit',
    replace: {
      'functions/export/core/pacing/pacer.ts': {
        createPacer:
          (real) =>
          (_, ...options) =>
            real(undefined, ...options),
      },
    },
  },
];
