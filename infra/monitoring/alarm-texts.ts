import type { AlarmText } from './operator-alarm.ts';

/** Alarm texts of one export, such as `acme/tickets`. */
export const exportAlarmTexts = {
  freshness: (id: string, staleMinutes: number): AlarmText => ({
    name: `${id} freshness`,
    symptom: `${id} has been behind Zendesk for more than ${staleMinutes} minutes and is not catching up, or no run has finished.`,
    impact: 'The lake is missing recent changes. No data is lost: the changes arrive once runs succeed again.',
    firstStep: 'Run npx zendesk-lake doctor. It checks the schedule, the credentials, the table and the bucket.',
    section: 'freshness',
  }),
  stuck: (id: string, runs: number): AlarmText => ({
    name: `${id} stuck`,
    symptom: `${runs} consecutive runs of ${id} neither caught up nor moved the position.`,
    impact: 'No changes after the current position reach the lake. No data is lost.',
    firstStep: 'Run npx zendesk-lake status, then read the last log lines to find out why the run ended.',
    section: 'stuck',
  }),
  failing: (id: string): AlarmText => ({
    name: `${id} failing`,
    symptom: `Runs of ${id} keep failing.`,
    impact: 'The lake is falling behind. Data already in the lake is safe.',
    firstStep: 'Read the error in the log or in npx zendesk-lake status. Its message says what to do.',
    section: 'failing',
  }),
  credentials: (id: string): AlarmText => ({
    name: `${id} credentials`,
    symptom: `Zendesk rejects the credentials of ${id} (401 or 403), or the secret contains no usable credentials.`,
    impact: 'Nothing is exported until the credentials are replaced. No data is lost.',
    firstStep: 'Run npx zendesk-lake doctor, then store valid credentials in the secret. No deployment is needed.',
    section: 'credentials',
  }),
  apiToken: (id: string, days: number): AlarmText => ({
    name: `${id} API token`,
    symptom: `${id} uses an API token. Zendesk disables all API tokens on 2027-04-30, in less than ${days} days.`,
    impact: 'Nothing is exported from that day on.',
    firstStep: 'Create an OAuth client in Admin Center and store its client ID and client secret in the secret.',
    section: 'api-token',
  }),
} as const;

/** Alarm texts of the function and its schedules. */
export const functionAlarmTexts = {
  errors: {
    name: 'function errors',
    symptom:
      'The function keeps failing, possibly before it can report the export: killed by its timeout, out of memory, invalid event or broken deployment.',
    impact: 'One or all exports are falling behind. Data already in the lake is safe.',
    firstStep: 'Read the last log lines: run aws logs tail with the stack output LogGroupName.',
    section: 'failing',
  },
  failureQueue: {
    name: 'failure queue',
    symptom: 'The failure queue contains events of failed runs, or scheduled invocations that could not be delivered.',
    impact: 'None by itself: the next scheduled invocation retries. A single failure may trigger no other alarm.',
    firstStep: 'Read the error in the messages. Then purge the queue, or the alarm stays on.',
    section: 'failure-queue',
  },
  eventsDropped: {
    name: 'events dropped',
    symptom: 'Lambda dropped an invocation because it could not start it within a minute.',
    impact: 'One run is missing. If this persists, the lake falls behind.',
    firstStep: "Compare the AWS account's concurrent Lambda executions with its quota.",
    section: 'dropped',
  },
  invocationsDropped: {
    name: 'invocations dropped',
    symptom: 'EventBridge Scheduler could not deliver an invocation to the function.',
    impact: 'One run is missing. If this persists, the lake falls behind.',
    firstStep:
      "Read the reason in the failure queue's message. Check whether the function or the schedule's role was changed manually.",
    section: 'dropped',
  },
  nearTimeout: (percent: number): AlarmText => ({
    name: 'near timeout',
    symptom: `A run took ${percent} % or more of the function's timeout. It should have stopped earlier.`,
    impact: 'A killed run keeps its lease for up to a minute. The next run resumes from its last checkpoint.',
    firstStep: "Find the run's REPORT line in the log and read the lines before it.",
    section: 'near-timeout',
  }),
} as const;
