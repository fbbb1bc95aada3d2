import { CLI } from '#common/command.ts';
import type { AlarmText } from './operator-alarm.ts';

const SHOW_EXPORTS = `Run ${CLI} status. It shows which export`;
const SHOW_SCHEDULES = `Run ${CLI} status. It shows whether a schedule is paused`;

/** Alarm texts of one account, such as `acme`. */
export const accountAlarmTexts = (account: string) => ({
  freshness: (staleMinutes: number): AlarmText => ({
    name: `${account} freshness`,
    symptom: `An export of ${account} has been behind Zendesk for ${staleMinutes} minutes or two of its poll or snapshot intervals, without shrinking its backlog.`,
    impact: 'The lake is missing recent changes. No data is lost: the changes arrive once runs succeed again.',
    firstStep: `${SHOW_EXPORTS} is behind, and how its last run ended.`,
    section: 'freshness',
  }),
  notRunning: (minutes: number): AlarmText => ({
    name: `${account} not running`,
    symptom: `No run of ${account} has finished for ${minutes} minutes.`,
    impact: 'The lake is missing recent changes of all its exports. No data is lost.',
    firstStep: `${SHOW_SCHEDULES}. If none is, run ${CLI} doctor.`,
    section: 'not-running',
  }),
  stuck: (runs: number): AlarmText => ({
    name: `${account} stuck`,
    symptom: `${runs} consecutive runs of an export of ${account} neither caught up nor moved its position.`,
    impact: 'No changes after the current position reach the lake. No data is lost.',
    firstStep: `${SHOW_EXPORTS} is stuck. Then read its last log lines to find out why the run ended.`,
    section: 'stuck',
  }),
  failing: {
    name: `${account} failing`,
    symptom: `Runs of an export of ${account} keep failing.`,
    impact: 'The export is falling behind. Data already in the lake is safe.',
    firstStep: `${SHOW_EXPORTS} failed. The error in the log says what to do.`,
    section: 'failing',
  },
  credentials: {
    name: `${account} credentials`,
    symptom: `Zendesk rejects the credentials of ${account} (401 or 403), or the secret is missing or contains no usable credentials.`,
    impact: 'Nothing is exported until the credentials are replaced. No data is lost.',
    firstStep: `Run ${CLI} doctor, then store valid credentials with ${CLI} credentials. No deployment is needed.`,
    section: 'credentials',
  },
  apiToken: (days: number): AlarmText => ({
    name: `${account} API token`,
    symptom: `${account} uses an API token. Zendesk disables all API tokens on 2027-04-30, in less than ${days} days.`,
    impact: 'Nothing is exported from that day on.',
    firstStep: `Create an OAuth client in Admin Center, then store its identifier and secret with ${CLI} credentials.`,
    section: 'api-token',
  }),
});

/** Alarm texts of the function and its schedules. */
export const functionAlarmTexts = {
  notRunning: (minutes: number): AlarmText => ({
    name: 'export function not running',
    symptom: `The function has not been invoked for ${minutes} minutes.`,
    impact: 'The lake is missing recent changes of all accounts. No data is lost.',
    firstStep: `${SHOW_SCHEDULES}.`,
    section: 'not-running',
  }),
  errors: {
    name: 'function errors',
    symptom:
      'The function keeps failing, possibly before it can report the exports: killed by its timeout, out of memory, invalid event or broken deployment.',
    impact: 'One or all exports are falling behind. Data already in the lake is safe.',
    firstStep: 'Read the last log lines: run aws logs tail with the stack output LogGroupName.',
    section: 'failing',
  },
  failureQueue: {
    name: 'failure queue',
    symptom:
      'The failure queue has received the event of a failed run, or a scheduled invocation that could not be delivered.',
    impact: 'None by itself: the next scheduled invocation retries. A single failure may trigger no other alarm.',
    firstStep: 'Read the error in the messages of the queue FailureQueueUrl.',
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
    firstStep: "Find the run's platform.report in the log and read the lines before it.",
    section: 'near-timeout',
  }),
} as const;
