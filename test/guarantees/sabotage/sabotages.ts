/** A way to break the function on purpose, as a well-meant change might, which the histories must notice. */
export type Sabotage = {
  readonly name: string;
  /** Below functions/export/. */
  readonly file: string;
  /** Each text stands in the file exactly once. */
  readonly edits: readonly (readonly [find: string, replacement: string])[];
  /** What else has to be broken, where two things hold the same promise. */
  readonly also?: Pick<Sabotage, 'file' | 'edits'>;
  /** An invariant that notices it. */
  readonly broken: string;
};

export const SABOTAGES: readonly Sabotage[] = [
  {
    name: 'checkpoint before landing',
    file: 'core/drain.ts',
    edits: [
      [
        ': await landParts(state, position, fetched);',
        ': (await run.cursors.checkpoint(id, run.lease, writeAfter(state, next.position, fetched.requestTime, request.settleSeconds), { release: false }, run.work), await landParts(state, position, fetched));',
      ],
    ],
    broken: 'monotonic',
  },
  {
    name: 'one second on, past a pinned second',
    file: 'core/position.ts',
    edits: [["pinned ? { kind: 'cursor', second: startTime }", "pinned ? { kind: 'time', startTime: startTime + 1 }"]],
    broken: 'monotonic',
  },
  {
    name: 'a release without a condition',
    file: 'aws/cursor-store.ts',
    edits: [
      [
        '        ConditionExpression: leaseIsOurs,\n',
        '        ConditionExpression: `${leaseIsOurs} OR attribute_exists(export_id)`,\n',
      ],
    ],
    broken: 'exclusive',
  },
  {
    name: 'a release of whatever lease there is',
    file: 'aws/cursor-store.ts',
    edits: [
      [
        '        ConditionExpression: leaseIsOurs,\n',
        '        ConditionExpression: `${leaseIsOurs} OR attribute_exists(lease_owner)`,\n',
      ],
    ],
    broken: 'exclusive',
  },
  {
    name: 'a checkpoint whoever holds the lease',
    file: 'aws/cursor-store.ts',
    edits: [
      [
        '[leaseIsOurs, endTimeIsNotLowered]',
        '[`(${leaseIsOurs} OR attribute_exists(export_id))`, endTimeIsNotLowered]',
      ],
    ],
    broken: 'exclusive',
  },
  {
    name: 'a lease taken from whoever has it',
    file: 'aws/cursor-store.ts',
    edits: [
      [
        '[leaseIsFree, leaseHasExpired, leaseIsOurs]',
        "[leaseIsFree, leaseHasExpired, leaseIsOurs, 'attribute_exists(export_id)']",
      ],
    ],
    broken: 'exclusive',
  },
  {
    name: 'settling measured from the last page of the run',
    file: 'core/settling.ts',
    edits: [['  if (hold !== null) return hold;\n', '']],
    broken: 'complete',
  },
  {
    name: 'settling judged by end_time',
    file: 'core/export-state.ts',
    edits: [['settle(state.hold, secondOf(next), ', 'settle(state.hold, state.last?.endTime ?? secondOf(next), ']],
    broken: 'truthful',
  },
  {
    name: "settling judged by the function's clock alone",
    file: 'core/settling.ts',
    edits: [['Math.min(sentAt, served - (answeredAt - sentAt))', 'sentAt']],
    broken: 'complete',
  },
  {
    name: "settling judged by Zendesk's clock alone, when it answers",
    file: 'core/settling.ts',
    edits: [['Math.min(sentAt, served - (answeredAt - sentAt))', 'served']],
    broken: 'complete',
  },
  {
    name: 'no settling',
    file: 'core/settling.ts',
    edits: [['reached <= horizon ? null : horizon', 'null']],
    broken: 'complete',
  },
  {
    name: 'after_cursor persisted although its second has not settled',
    file: 'core/cursor.ts',
    edits: [['hold === null ? walking?.cursor : undefined', 'walking?.cursor']],
    broken: 'complete',
  },
  {
    name: 'after_cursor kept when end_time moves on',
    file: 'core/cursor.ts',
    edits: [['settledCursor ?? (stays ? before.afterCursor : undefined)', 'settledCursor ?? before.afterCursor']],
    broken: 'chained',
  },
  {
    name: 'objects written over',
    file: 'aws/lake.ts',
    edits: [["        IfNoneMatch: '*',\n", '']],
    broken: 'immutable',
  },
  {
    name: 'a repeated page told by id and timestamp',
    file: 'core/record-digests.ts',
    edits: [
      ["hash('sha256', bytes, 'base64url')", "hash('sha256', idAndTimestamp(bytes), 'base64url')"],
      [
        'const digestOf =',
        'const idAndTimestamp = (bytes: Uint8Array): string => { const { id, generated_timestamp } = JSON.parse(Buffer.from(bytes).toString()); return `${id} ${generated_timestamp}`; };\nconst digestOf =',
      ],
    ],
    broken: 'complete',
  },
  {
    name: 'next_page followed',
    file: 'zendesk/client.ts',
    edits: [
      ['url: origin + target,', 'url: pagesSeen.get(ask.position) ?? origin + target,'],
      [
        'const page = pageOf(',
        'nextPage = JSON.parse((content.isGzip ? gunzipSync(content.bytes) : content.bytes).toString()).next_page;\n      const page = pageOf(',
      ],
      [
        'export type ClientDeps = {',
        "import { gunzipSync } from 'node:zlib';\nlet nextPage: string | undefined;\nconst pagesSeen = { get: (position: object) => 'startTime' in position ? nextPage : undefined };\nexport type ClientDeps = {",
      ],
    ],
    broken: 'directed',
  },
  {
    name: 'a count below the page size taken for the end',
    file: 'core/drain.ts',
    edits: [
      [
        'const next = advance(position, page);',
        'const next = { ...advance(position, page), caughtUp: page.records.length < perPage };',
      ],
    ],
    broken: 'complete',
  },
  {
    name: 'no secret read anew after a 401',
    file: 'zendesk/client.ts',
    edits: [["        credentials.forget();\n        return { kind: 'again' };", "        return { kind: 'again' };"]],
    broken: 'complete',
  },
  {
    name: 'options dropped on the walk',
    file: 'core/position.ts',
    edits: [
      [
        'if (options.supportTypeScope !== undefined)',
        "if (options.supportTypeScope !== undefined && position.kind === 'time')",
      ],
    ],
    broken: 'directed',
  },
  {
    name: 'an end_time ahead of the records followed',
    file: 'core/position.ts',
    edits: [['Math.min(page.endTime ?? newest, newest)', 'page.endTime ?? newest']],
    broken: 'complete',
  },
  {
    name: 'a pin forgotten between runs',
    file: 'core/cursor.ts',
    edits: [
      [
        "item.pinnedSecond === second ? { kind: 'cursor', second }",
        "item.pinnedSecond === -1 ? { kind: 'cursor', second }",
      ],
    ],
    broken: 'complete',
  },
  {
    name: "a walk's page skipped as a repetition",
    file: 'core/last-page.ts',
    edits: [["page.pagination !== 'time' || ", '']],
    broken: 'chained',
  },
  {
    name: 'an empty page that moves the position',
    file: 'core/drain.ts',
    edits: [
      [
        "if (page.records.length === 0) return finish(state, 'caught_up');",
        "if (page.records.length === 0) { if (page.pagination === 'time' && page.endTime !== null) await run.cursors.checkpoint(id, run.lease, { ...state.cursor, startTime: state.began, endTime: page.endTime }, { release: false }, run.work); return finish(state, 'caught_up'); }",
      ],
    ],
    broken: 'monotonic',
  },
  {
    name: 'an empty page landed',
    file: 'core/drain.ts',
    edits: [["if (page.records.length === 0) return finish(state, 'caught_up');", '']],
    broken: 'immutable',
  },
  {
    name: 'a checkpoint that lowers end_time',
    file: 'core/cursor.ts',
    edits: [['Math.max(hold, before.endTime ?? began)', 'Math.max(hold, before.startTime ?? began)']],
    also: {
      file: 'aws/cursor-store.ts',
      edits: [
        ['[leaseIsOurs, endTimeIsNotLowered]', '[leaseIsOurs, `(${endTimeIsNotLowered} OR end_time > :end_time)`]'],
      ],
    },
    broken: 'monotonic',
  },
  {
    name: 'a rewind that keeps after_cursor',
    file: 'aws/rewind.ts',
    edits: [["'after_cursor, pinned_second,", "'pinned_second,"]],
    broken: 'rewound',
  },
  {
    name: 'a rewind that takes a lease that is held',
    file: 'aws/rewind.ts',
    edits: [
      [
        '`(${leaseIsFree} OR ${leaseHasExpired}) AND ${startTime}`',
        '`(attribute_exists(export_id) OR ${leaseIsFree} OR ${leaseHasExpired}) AND ${startTime}`',
      ],
    ],
    broken: 'exclusive',
  },
  {
    name: 'no walk after a 504 at per_page 1',
    file: 'zendesk/client.ts',
    edits: [
      [
        "return ask.position.kind === 'time' && ask.resource.cursorPath !== null",
        "return ask.position.kind === 'walk' && ask.resource.cursorPath !== null",
      ],
    ],
    broken: 'complete',
  },
  {
    name: 'an export that begins a second late',
    file: 'core/cursor.ts',
    edits: [['const second = item.endTime ?? startTime;', 'const second = item.endTime ?? startTime + 1;']],
    broken: 'rewound',
  },
  {
    name: 'a rewind that does not set end_time',
    file: 'aws/rewind.ts',
    edits: [["{ set: 'end_time = :to', startTime", "{ set: 'per_page = :to', startTime"]],
    broken: 'rewound',
  },
  {
    name: 'bodies quoted in messages',
    file: 'zendesk/describe.ts',
    edits: [['said ?? `${type}, ${answer.body.length} bytes`', 'said ?? bodyText(answer)']],
    broken: 'silent',
  },
  {
    name: 'secrets left in messages',
    file: 'zendesk/describe.ts',
    edits: [["text.replaceAll(secret, '***')", 'text']],
    broken: 'silent',
  },
  {
    name: 'a return just before the deadline',
    file: 'core/budget.ts',
    edits: [['const RETURN_MARGIN_MS = 1_250;', 'const RETURN_MARGIN_MS = 900;']],
    broken: 'punctual',
  },
  {
    name: 'no wait after a failure',
    file: 'core/retry.ts',
    edits: [['return Math.max(LEAST_WAIT_MS, Math.ceil((most / 2) * (1 + random())));', 'return random();']],
    broken: 'paced',
  },
  {
    name: "the rate header's window ignored",
    file: 'core/allowance.ts',
    edits: [['if (free <= 0) return', 'if (free <= -1000) return']],
    broken: 'paced',
  },
  {
    name: "the user's own ceiling ignored",
    file: 'core/pacer.ts',
    edits: [['ceiling = requestsPerMinute ?? Infinity;', 'ceiling = Infinity;']],
    broken: 'paced',
  },
  {
    name: 'attempts that are never spent',
    file: 'core/retry.ts',
    edits: [['counts.no_page + counts.unavailable >= MOST_ATTEMPTS', 'counts.no_page + counts.unavailable >= 1000']],
    broken: 'bounded',
  },
  {
    name: 'a repeated page landed again and again',
    file: 'core/drain.ts',
    edits: [['repeats(page, state.last, state.reached)', 'repeats(page, undefined, state.reached)']],
    broken: 'bounded',
  },
  {
    name: 'tickets landed before what was sideloaded with them',
    file: 'core/layout.ts',
    edits: [['.filter((part) => part.records > 0);', '.filter((part) => part.records > 0).reverse();']],
    broken: 'whole',
  },
  {
    name: 'a sideload left out',
    file: 'core/layout.ts',
    edits: [['...names.map(', '...names.slice(1).map(']],
    broken: 'whole',
  },
  {
    name: 'a sideload that S3 refuses passed over',
    file: 'core/drain.ts',
    edits: [
      [
        'landed = await run.lake.land(object, run.work);',
        "landed = await run.lake.land(object, run.work).catch((error: unknown) => { if (part.dataset === resource.name) throw error; return 'present' as const; });",
      ],
    ],
    broken: 'whole',
  },
  {
    name: "the checkpoint before a page's last object",
    file: 'core/drain.ts',
    edits: [
      [
        'async function landParts(state: ExportState, position: Position, fetched: FetchedPage)',
        'async function landParts(state: ExportState, position: Position, fetched: FetchedPage, last?: true)',
      ],
      [
        'of partsOf(layout, resource, fetched)) {',
        "of partsOf(layout, resource, fetched).filter((_, i, all) => layout === 'page' || (i === all.length - 1) === (last ?? false))) {",
      ],
      [
        "    if (landed === 'new') noteLanded(state, page);\n",
        "    if (landed === 'new' && (layout === 'page' || last)) noteLanded(state, page);\n",
      ],
      [
        "    if (written === 'lost') return finish(state, 'lease_lost');\n",
        "    if (landed !== 'repeated' && request.layout === 'ndjson') await landParts(state, position, fetched, true);\n    if (written === 'lost') return finish(state, 'lease_lost');\n",
      ],
    ],
    broken: 'monotonic',
  },
  {
    name: 'tickets parsed and written anew',
    file: 'core/layout.ts',
    edits: [
      [
        '  const from = elements[0]?.start ?? 0;\n',
        "  for (const { start, end } of elements) { const text = JSON.stringify(JSON.parse(page.toString('utf8', start, end))); page.fill(' ', start, end); page.write(text, start); }\n  const from = elements[0]?.start ?? 0;\n",
      ],
    ],
    broken: 'whole',
  },
  {
    name: 'the bytes of sideloads not counted',
    file: 'core/drain.ts',
    edits: [["if (landed === 'new') state", "if (landed === 'new' && part.dataset === resource.name) state"]],
    broken: 'truthful',
  },
  {
    name: 'a run that gets nowhere not counted',
    file: 'core/standing.ts',
    edits: [['stalledRuns : stalledRuns + 1', 'stalledRuns : stalledRuns']],
    broken: 'watched',
  },
  {
    name: 'an export told to have caught up whenever it ran',
    file: 'core/standing.ts',
    edits: [['...(isCaughtUp && { caughtUpAt: at })', 'caughtUpAt: at']],
    broken: 'watched',
  },
  {
    name: 'a release that does not tell how the export stands',
    file: 'core/drain.ts',
    edits: [['{ ...learntBy(state), standing }', 'learntBy(state)']],
    broken: 'watched',
  },
  {
    name: 'the total of the last checkpoint added to again',
    file: 'core/export-state.ts',
    edits: [
      ['standingAfter(opened.standing ?? {}, {', 'standingAfter(state.cursor.standing ?? opened.standing ?? {}, {'],
    ],
    broken: 'watched',
  },
  {
    name: 'a page of one second landed as lines',
    file: 'core/drain.ts',
    edits: [['isOfOneSecond && !readsByTime', 'isOfOneSecond && !readsByTime && !isLines']],
    broken: 'chained',
  },
  {
    name: 'a rest after a run that handed over',
    file: 'core/due.ts',
    edits: [['&& stalledRuns === 0) return true', '&& stalledRuns === -1) return true']],
    broken: 'truthful',
  },
  {
    name: 'a run at rest that tells of itself',
    file: 'core/drain.ts',
    edits: [
      [
        'await run.cursors.release(id, run.lease, undefined, run.end);\n    return {',
        "await release(state, standingOf(state, 'not_due', clock.now()));\n    return {",
      ],
    ],
    broken: 'watched',
  },
  {
    name: 'a rewind after which the next run rests',
    file: 'aws/rewind.ts',
    edits: [['stalled_runs, last_outcome, ', 'stalled_runs, ']],
    broken: 'rewound',
  },
];
