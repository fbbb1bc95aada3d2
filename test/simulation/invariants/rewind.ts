import { type ItemWrite, numberIn, type Trace } from '../trace.ts';

/** What a rewind has to forget. */
const RESET_ATTRIBUTES = [
  'after_cursor',
  'pinned_second',
  'last_page',
  'stalled_runs',
  'last_outcome',
  'lease_owner',
  'lease_until',
];

/** A rewind sets the position, forgets where the export has been, and the next run reads from there. */
export function rewind({ writes, began, item }: Trace): string[] {
  const starts = numberIn(item, 'start_time') ?? began;
  return [
    ...(starts === began ? [] : [`start_time is ${starts}, not ${began}`]),
    ...writes.flatMap((write, i) => (write.rewindTo === undefined ? [] : wrongRewind(write, writes[i + 1]))),
  ];
}

function wrongRewind({ rewindTo, after }: ItemWrite, next: ItemWrite | undefined): string[] {
  const wrong = RESET_ATTRIBUTES.filter((name) => name in after).map((name) => `a rewind left ${name}`);
  if (numberIn(after, 'end_time') !== rewindTo) wrong.push(`a rewind to ${rewindTo} did not set end_time`);
  const [first] = next?.run?.requests.filter(({ method }) => method === 'GET') ?? [];
  const asked = first?.url.searchParams.get('start_time');
  if (first !== undefined && (asked !== String(rewindTo) || first.url.pathname.endsWith('/cursor'))) {
    wrong.push(`the run after a rewind to ${rewindTo} asked for ${first.url.search}`);
  }
  return wrong;
}
