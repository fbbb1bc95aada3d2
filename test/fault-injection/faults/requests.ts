import type { TimeBudget } from '#functions/export/core/pacing/time-budget.ts';
import { createFreeTurn } from '#functions/export/core/pacing/request-queue.ts';
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
    foundBy: 192,
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
    foundBy: 192,
    replace: {
      'functions/export/zendesk/describe.ts': { describeAnswer: (real) => (answer) => real(answer, []) },
    },
  },
  {
    name: 'a return just before the deadline',
    breaks: 'deadline',
    replace: {
      'functions/export/core/pacing/time-budget.ts': {
        createTimeBudget: (real) => (now, remainingMs) => {
          const { deadline } = real(now, remainingMs);
          const budget: TimeBudget = Object.create(real(now, remainingMs + 350), { deadline: { value: deadline } });
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
          return {
            recordFailure: (kind, now) => (attempts.recordFailure(kind, now) === 'exhausted' ? 'exhausted' : random()),
          };
        },
      },
    },
  },
  {
    name: 'retries that are never exhausted',
    breaks: 'bounded-duplicates',
    foundBy: 975,
    replace: {
      'functions/export/core/pacing/retry.ts': {
        createAttempts: (real) => (startedAt, random) => {
          const attempts = real(startedAt, random);
          return {
            recordFailure(kind, now) {
              const backoff = attempts.recordFailure(kind, now);
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
        createPacer: (real) => (bucket, options) => {
          const pacer = real(bucket, options);
          const name = bucket.header ?? '';
          return {
            ...pacer,
            observe: (requestedAt, headers, isRefused) =>
              pacer.observe(
                requestedAt,
                { ...headers, [name]: headers[name]?.replace(/remaining=\d+/, 'remaining=1000') },
                isRefused,
              ),
          };
        },
      },
    },
  },
  {
    name: "the user's own requestsPerMinute ignored",
    breaks: 'rate-limit',
    replace: {
      'functions/export/core/pacing/request-queue.ts': {
        createRequestQueue: (real) => (options) => real({ ...options, requestsPerMinute: undefined }),
      },
    },
  },
  {
    name: 'exports drained one after the other',
    breaks: 'fair',
    foundBy: 83,
    replace: {
      'functions/export/core/run/run.ts': {
        runExports: (real) => async (subdomain, exports) => {
          const results = [];
          for (const each of exports) results.push(...(await real(subdomain, [each])).exports);
          return { subdomain, exports: results };
        },
      },
    },
  },
  {
    name: 'the rate limit ignored by every second request',
    breaks: 'rate-limit',
    replace: {
      'functions/export/core/pacing/request-queue.ts': {
        createRequestQueue: (real) => (options) => {
          const queue = real(options);
          let joined = 0;
          return {
            ...queue,
            join(request, now) {
              joined += 1;
              return joined % 2 === 0 ? createFreeTurn(request.delayMs, now) : queue.join(request, now);
            },
          };
        },
      },
    },
  },
];
