import type { ExplainedSurvivor } from './verdict.ts';

const explained = (
  file: string,
  because: string,
  ...changes: readonly (readonly [was: string, becomes: string])[]
): ExplainedSurvivor[] =>
  changes.map(([was, becomes]) => ({ file: `functions/export/core/${file}`, because, was, becomes }));

/**
 * The mutants that may survive, and why. What changes a behaviour gets a test instead. A changed line makes its entry
 * stale; the report then names the entry, and the line's new mutants where they survive.
 */
export const SURVIVORS: readonly ExplainedSurvivor[] = [
  explained(
    'allowance.ts',
    'Two tellings of one end lie within a second or so, those of two windows a minute apart: never exactly this far.',
    [
      'if (endsAt > window.endsAt + SAME_WINDOW_MS) return { ...following(window), endsAt, ours: 1 };',
      'if (endsAt >= window.endsAt + SAME_WINDOW_MS) return { ...following(window), endsAt, ours: 1 };',
    ],
    [
      'return endsAt < window.endsAt - SAME_WINDOW_MS ? { ...window, before: undefined } : window;',
      'return endsAt <= window.endsAt - SAME_WINDOW_MS ? { ...window, before: undefined } : window;',
    ],
  ),
  explained(
    'budget.ts',
    'The greatest of no durations is -Infinity, and any page is expected to take less than what is left then.',
    [
      "return durations.length > 0 && now + ms + Math.max(...durations) >= workBy ? 'budget_spent' : 'go';",
      "return true && now + ms + Math.max(...durations) >= workBy ? 'budget_spent' : 'go';",
    ],
    [
      "return durations.length > 0 && now + ms + Math.max(...durations) >= workBy ? 'budget_spent' : 'go';",
      "return durations.length >= 0 && now + ms + Math.max(...durations) >= workBy ? 'budget_spent' : 'go';",
    ],
  ),
  explained('cursor.ts', 'Only a walk has a second; the condition tells the compiler so.', [
    "const walking = next.kind === 'walk' && next.second === endTime ? next : undefined;",
    'const walking = true && next.second === endTime ? next : undefined;',
  ]),
  explained('drain.ts', 'Only a position in time has a startTime; the condition tells the compiler so.', [
    "const isOfOneSecond = position.kind === 'time' && intervalEnd(page) === position.startTime;",
    'const isOfOneSecond = true && intervalEnd(page) === position.startTime;',
  ]),
  explained('drain.ts', 'A page with records has an object at least; the value before the first is for the compiler.', [
    "let landed: 'new' | 'present' = 'present';",
    "let landed: 'new' | 'present' = \"\";",
  ]),
  explained(
    'last-page.ts',
    'A page that is longer than the last one is compared with records before its first: with none.',
    ['offset >= 0 &&', 'true &&'],
  ),
  explained(
    'last-page.ts',
    'The offset is never negative here, so every index lies within; the compiler cannot know.',
    [
      'page.records.every(({ digest }, i) => digest !== undefined && digest === last.records[offset + i]?.digest)',
      'page.records.every(({ digest }, i) => digest !== undefined && digest === last.records[offset + i].digest)',
    ],
  ),
  explained('naming.ts', 'It is asked about pages with records only; the alternative is for the compiler.', [
    'const last = page.records.at(-1)?.timestamp ?? 0;',
    'const last = page.records.at(-1).timestamp ?? 0;',
  ]),
  explained(
    'naming.ts',
    "Only a time-based page has an end_time; without one the last record's timestamp counts anyway.",
    [
      "return page.pagination === 'time' ? (page.endTime ?? last) : last;",
      'return true ? (page.endTime ?? last) : last;',
    ],
  ),
  explained('naming.ts', 'Only a walk has a cursor; the condition tells the compiler so.', [
    "...(position.kind === 'walk' && position.cursor !== undefined && { cursor: position.cursor }),",
    '...(true && position.cursor !== undefined && { cursor: position.cursor }),',
  ]),
  explained('pacer.ts', 'What is no time lies within no minute: the first wait removes it.', [
    'let starts: number[] = [];',
    'let starts: number[] = ["Stryker was here"];',
  ]),
  explained(
    'pacer.ts',
    'Of finitely many starts none is the infinitely last, so none is waited for: this only saves the search.',
    ['if (ceiling === Infinity) return 0;', 'if (false) return 0;'],
  ),
  explained(
    'pacer.ts',
    'An older start comes to a wait of nothing or less, which counts as none: removing it only saves memory.',
    [
      'starts = starts.map((start) => Math.min(start, now)).filter((start) => start > now - span);',
      'starts = starts.map(start => Math.min(start, now));',
    ],
    [
      'starts = starts.map((start) => Math.min(start, now)).filter((start) => start > now - span);',
      'starts = starts.map((start) => Math.min(start, now)).filter((start) => true);',
    ],
    [
      'starts = starts.map((start) => Math.min(start, now)).filter((start) => start > now - span);',
      'starts = starts.map((start) => Math.min(start, now)).filter((start) => start >= now - span);',
    ],
  ),
  explained('pacer.ts', 'Any text without the fields stands for a missing header as well.', [
    "const digits = new RegExp(String.raw`\\b${name}=(\\d+)`).exec(header ?? '')?.[1];",
    'const digits = new RegExp(String.raw`\\b${name}=(\\d+)`).exec(header ?? "Stryker was here!")?.[1];',
  ]),
  explained('page.ts', 'Number.isInteger refuses whatever is no number; the condition tells the compiler so.', [
    "typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= LAST_SECOND;",
    'true && Number.isInteger(value) && value >= 0 && value <= LAST_SECOND;',
  ]),
  explained('position.ts', 'Only a walk has a cursor; the condition tells the compiler so.', [
    "if (position.kind === 'walk' && position.cursor !== undefined) params.set('cursor', position.cursor);",
    "if (true && position.cursor !== undefined) params.set('cursor', position.cursor);",
  ]),
  explained(
    'position.ts',
    "A walk's pages are those of the cursor-based endpoint; the condition is for the compiler.",
    [
      "const afterCursor = page.pagination === 'cursor' ? page.afterCursor : null;",
      'const afterCursor = true ? page.afterCursor : null;',
    ],
  ),
  explained('position.ts', 'Pages asked for by time are time-based; the condition is for the compiler.', [
    "const reached = Math.max(startTime, page.pagination === 'time' ? Math.min(page.endTime ?? newest, newest) : newest);",
    'const reached = Math.max(startTime, true ? Math.min(page.endTime ?? newest, newest) : newest);',
  ]),
  explained('request.ts', 'There is one resource today, so that nothing stands between two.', [
    ".array(z.custom<ResourceName>(isResourceName, `expected one of: ${Object.keys(RESOURCES).join(', ')}`))",
    '.array(z.custom<ResourceName>(isResourceName, `expected one of: ${Object.keys(RESOURCES).join("")}`))',
  ]),
  explained('retry.ts', 'Date.parse makes NaN of undefined as well; the condition is for the compiler.', [
    'const from = date === undefined ? Number.NaN : Date.parse(date);',
    'const from = false ? Number.NaN : Date.parse(date);',
  ]),
  explained(
    'run.ts',
    'An export without a fault has a result once the loop has ended; the alternative is for the compiler.',
    [
      'return { subdomain, exports: exports.flatMap((each) => results.get(each) ?? []) };',
      'return { subdomain, exports: exports.flatMap((each) => results.get(each) ?? ["Stryker was here"]) };',
    ],
  ),
  explained('settling.ts', 'Date.parse makes NaN of undefined as well; the condition is for the compiler.', [
    'const served = date === undefined ? Number.NaN : Date.parse(date);',
    'const served = false ? Number.NaN : Date.parse(date);',
  ]),
  explained(
    'naming.ts',
    'An id has both parts; what stands for a missing one is for the compiler.',
    [
      "const [subdomain = '', resource = ''] = id.split('/');",
      `const [subdomain = "Stryker was here!", resource = ''] = id.split('/');`,
    ],
    [
      "const [subdomain = '', resource = ''] = id.split('/');",
      `const [subdomain = '', resource = "Stryker was here!"] = id.split('/');`,
    ],
  ),
  explained('watch.ts', 'What no case is for is not counted either; the case has the compiler ask about new events.', [
    "case 'oversized':",
    'case "":',
  ]),
].flat();
