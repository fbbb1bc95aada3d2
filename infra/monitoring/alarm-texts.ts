import type { AlarmText } from './operator-alarm.ts';

/** Texts of the alarms of one export: `acme/tickets`. */
export const exportAlarmTexts = {
  freshness: (id: string, staleMinutes: number): AlarmText => ({
    name: `${id} freshness`,
    symptom: `${id} has not caught up with Zendesk for more than ${staleMinutes} minutes and does not gain on it, or no run has ended at all.`,
    impact: 'the lake lacks the latest changes; nothing is lost, and all of it follows once runs get on.',
    firstStep: 'npx zendesk-lake doctor, which checks schedule, credentials, table and bucket one by one.',
    section: 'freshness',
  }),
  stuck: (id: string, runs: number): AlarmText => ({
    name: `${id} stuck`,
    symptom: `${runs} runs of ${id} in a row neither caught up nor moved the position.`,
    impact: 'nothing newer than the position reaches the lake, however often it runs.',
    firstStep: 'npx zendesk-lake status, then the last lines of the log: why did the run end where it did?',
    section: 'stuck',
  }),
  failing: (id: string): AlarmText => ({
    name: `${id} failing`,
    symptom: `Runs of ${id} fail again and again.`,
    impact: 'the lake falls behind; what had landed before is safe.',
    firstStep: 'read the error in the log or in npx zendesk-lake status: its message says what to do.',
    section: 'failing',
  }),
  credentials: (id: string): AlarmText => ({
    name: `${id} credentials`,
    symptom: `Zendesk refuses the credentials of ${id} (401 or 403), or the secret holds none.`,
    impact: 'nothing is exported until a person acts; nothing is lost meanwhile.',
    firstStep: 'npx zendesk-lake doctor, then put valid credentials into the secret; no deploy is needed.',
    section: 'credentials',
  }),
  apiToken: (id: string, days: number): AlarmText => ({
    name: `${id} API token`,
    symptom: `${id} uses an API token, and Zendesk ends all of them on 2027-04-30, in less than ${days} days.`,
    impact: 'from that day on nothing is exported.',
    firstStep: 'create an OAuth client and put its identifier and secret into the secret.',
    section: 'api-token',
  }),
} as const;

/** Texts of the alarms of the function and its schedules. */
export const functionAlarmTexts = {
  errors: {
    name: 'function errors',
    symptom:
      'The function ends with errors again and again, perhaps before it can tell of which export: killed, out of memory, a broken event or deployment.',
    impact: 'one or all exports fall behind; what had landed before is safe.',
    firstStep: 'read the last lines of the log: aws logs tail, with the stack’s output LogGroupName.',
    section: 'failing',
  },
  failureQueue: {
    name: 'failure queue',
    symptom: 'The failure queue holds events of runs that failed, or of ticks that could not be handed over.',
    impact: 'none by itself: the next tick tries again. It tells of single failures that raise no other alarm.',
    firstStep: 'read the messages, they have the error; then purge the queue, or the alarm stays.',
    section: 'failure-queue',
  },
  eventsDropped: {
    name: 'events dropped',
    symptom: 'Lambda has dropped an invocation, since it could not start it within a minute.',
    impact: 'one run is missing; if this goes on, the lake falls behind.',
    firstStep: 'compare the account’s concurrent executions with their quota.',
    section: 'dropped',
  },
  ticksDropped: {
    name: 'ticks dropped',
    symptom: 'EventBridge Scheduler could not hand a tick over to the function.',
    impact: 'one run is missing; if this goes on, the lake falls behind.',
    firstStep:
      'read the failure queue: the message tells why. Were the function or the schedule’s role changed by hand?',
    section: 'dropped',
  },
  nearTimeout: (percent: number): AlarmText => ({
    name: 'near time-out',
    symptom: `A run took more than ${percent} % of the function’s time-out, although it should have ended itself before.`,
    impact: 'a run that is killed keeps its lease for up to a minute; the next ones go on from its last checkpoint.',
    firstStep: 'find the run’s REPORT line in the log, and what it was waiting for.',
    section: 'near-time-out',
  }),
} as const;
