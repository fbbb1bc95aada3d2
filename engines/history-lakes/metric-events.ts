import { isoSecond } from './render.ts';
import type { Story } from './story.ts';

/**
 * SLA events of a story's tickets: a target of 20 minutes for the first reply, missed by every second ticket. Every third
 * one gets another target after half an hour, and misses it too. Every fourth breach is marked as deleted.
 */
export const metricEventsOf = ({ events, tickets }: Story): object[] =>
  [...tickets.keys()].flatMap((ticket) => {
    const first = events.find((event) => event.ticket === ticket)?.second ?? 0;
    const event = (offset: number, type: string, minutes: number, more: object = {}): object => ({
      id: ticket * 10 + offset,
      ticket_id: ticket,
      metric: 'reply_time',
      instance_id: 1,
      type,
      time: isoSecond(first + minutes * 60),
      ...more,
    });
    const policy = { id: 951 + (ticket % 2), title: 'First reply' };
    const target = (minutes: number): object => ({
      sla: { target: minutes, business_hours: ticket % 2 === 0, policy },
    });
    return [
      event(0, 'activate', 0),
      event(1, 'apply_sla', 0, target(20)),
      ...(ticket % 2 === 0 ? [event(2, 'breach', 20, { deleted: ticket % 4 === 0 })] : []),
      ...(ticket % 3 === 0 ? [event(3, 'apply_sla', 30, target(60)), event(4, 'breach', 60)] : []),
    ];
  });
