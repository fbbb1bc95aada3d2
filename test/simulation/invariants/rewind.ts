import { type ItemWrite, numberIn, type Trace } from '../trace.ts';

/** The attributes that a rewind must remove. */
const RESET_ATTRIBUTES = [
  'after_cursor',
  'pinned_second',
  'last_page',
  'stalled_runs',
  'last_outcome',
  'lease_owner',
  'lease_until',
];

/** A rewind sets the position and removes the state of earlier runs. The next run reads from that position. */
export function rewind({ writes, beginsAt, item }: Trace): string[] {
  const starts = numberIn(item, 'start_time') ?? beginsAt;
  return [
    ...(starts === beginsAt ? [] : [`start_time is ${starts}, not ${beginsAt}`]),
    ...writes.flatMap((write, i) => (write.rewindTo === undefined ? [] : wrongRewind(write, writes[i + 1]))),
  ];
}

function wrongRewind({ rewindTo, after }: ItemWrite, next: ItemWrite | undefined): string[] {
  const wrong = RESET_ATTRIBUTES.filter((name) => name in after).map((name) => `a rewind did not remove ${name}`);
  if (numberIn(after, 'end_time') !== rewindTo) wrong.push(`a rewind to ${rewindTo} did not set end_time`);
  const [first] = next?.run?.requests.filter(({ method }) => method === 'GET') ?? [];
  const requested = first?.url.searchParams.get('start_time');
  if (first !== undefined && (requested !== String(rewindTo) || first.url.pathname.endsWith('/cursor'))) {
    wrong.push(`the run after a rewind to ${rewindTo} requested ${first.url.search}`);
  }
  return wrong;
}
