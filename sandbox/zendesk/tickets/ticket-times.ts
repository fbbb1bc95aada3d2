import { hasComment, wasPublicComment } from './comment.ts';
import { isAgent } from './people.ts';
import { type TicketFacts, ticketReferences, ticketStatus } from './ticket.ts';

/** A version of a ticket, its author and the version before it. */
export type TicketStep = {
  readonly facts: TicketFacts;
  readonly updater: number;
  readonly previous: TicketStep | undefined;
};

/** The milestones of a ticket. Times are epoch seconds, undefined for a milestone that was not reached. */
export type Times = {
  /** Seconds in each status, up to the last change of the status. */
  secondsIn: Record<string, number>;
  /** True if the status has changed, other than by deletion and restoration. */
  hasMoved: boolean;
  /** Numbers of groups and assignees that the ticket was given to. */
  groups: number;
  assignees: number;
  reopens: number;
  /** Number of public comments by agents after the first comment. */
  replies: number;
  firstReply?: number;
  firstSolved?: number;
  lastSolved?: number;
  statusUpdated: number;
  assigneeUpdated?: number;
  requesterUpdated: number;
  firstAssigned?: number;
  lastAssigned?: number;
  lastComment: number;
};

const isSolved = (status: string): boolean => status === 'solved' || status === 'closed';

/**
 * Returns the milestones of a ticket up to a version. A reply that became private later still counts, as in a recorded
 * ticket of 2026.
 */
export function ticketTimes(last: TicketStep, seed: number): Times {
  const [first = last, ...changes] = listSteps(last);
  const created = first.facts.createdAt;
  const times: Times = {
    secondsIn: {},
    hasMoved: false,
    groups: 0,
    assignees: 0,
    reopens: 0,
    replies: 0,
    statusUpdated: created,
    requesterUpdated: created,
    lastComment: created,
  };
  assign(times, undefined, first, created, seed);
  if (isSolved(ticketStatus(first.facts, seed))) solve(times, created);
  let before = first;
  for (const step of changes) {
    const second = step.facts.generatedTimestamp;
    changeStatus(times, before, step, seed);
    assign(times, before, step, second, seed);
    addComment(times, before, step, seed);
    const { requester, assignee } = people(step, seed);
    if (step.updater === requester) times.requesterUpdated = second;
    if (step.updater === assignee) times.assigneeUpdated = second;
    before = step;
  }
  return times;
}

function listSteps(last: TicketStep): TicketStep[] {
  const steps: TicketStep[] = [];
  for (let step: TicketStep | undefined = last; step; step = step.previous) steps.push(step);
  return steps.reverse();
}

function people({ facts }: TicketStep, seed: number): Record<'requester' | 'assignee' | 'group', number | null> {
  const { requester, assignee, group } = ticketReferences(facts, seed);
  return { requester, assignee, group };
}

function solve(times: Times, second: number): void {
  times.firstSolved ??= second;
  times.lastSolved = second;
  times.hasMoved = true;
}

function changeStatus(times: Times, before: TicketStep, after: TicketStep, seed: number): void {
  const [from, to] = [ticketStatus(before.facts, seed), ticketStatus(after.facts, seed)];
  if (from === to) return;
  const second = after.facts.generatedTimestamp;
  times.secondsIn[from] = (times.secondsIn[from] ?? 0) + second - times.statusUpdated;
  times.statusUpdated = second;
  if (from === 'deleted' || to === 'deleted') return;
  times.hasMoved = true;
  if (isSolved(from) && !isSolved(to)) times.reopens += 1;
  else if (isSolved(to) && !isSolved(from)) solve(times, second);
}

function assign(times: Times, before: TicketStep | undefined, after: TicketStep, second: number, seed: number): void {
  const from = before && people(before, seed);
  const to = people(after, seed);
  if (to.group !== null && to.group !== from?.group) times.groups += 1;
  if (to.assignee === null || to.assignee === from?.assignee) return;
  times.assignees += 1;
  times.firstAssigned ??= second;
  times.lastAssigned = second;
}

function addComment(times: Times, before: TicketStep, { facts, updater }: TicketStep, seed: number): void {
  const { revision, generatedTimestamp } = facts;
  if (revision === before.facts.revision || !hasComment(facts, revision, seed)) return;
  times.lastComment = generatedTimestamp;
  if (!isAgent(updater) || !wasPublicComment(facts, revision, seed)) return;
  times.replies += 1;
  times.firstReply ??= generatedTimestamp;
}
