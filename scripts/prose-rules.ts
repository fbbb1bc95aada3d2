/** A wording that a reader stumbles over, and what to write instead. */
export interface ProseRule {
  readonly avoid: RegExp;
  readonly use: string;
  /** A text that the rule finds. The tests hold every rule against its example. */
  readonly example: string;
}

/** The house list. `npm run lint` finds these wordings in documents, comments, messages and test titles. */
export const PROSE_RULES: readonly ProseRule[] = [
  // Clauses in place of a noun or a condition
  {
    avoid: /\bwhat\b(?! (to|happens|happened|it means|changed|went wrong)\b)(?! [^.!]*\?)/i,
    use: 'a noun: "the landed objects", not "what has landed"',
    example: 'counts what has landed',
  },
  {
    avoid: /(^|[.:;]\s+|[*/|]\s+|\b(?:only|except|even|also|but|and|or) )where (?!to\b|next\b)(?![^.!]*\?)/i,
    use: '"if" or "when"',
    example: 'walks only where the resource has a cursor endpoint',
  },
  { avoid: /\bwho(m?ever|soever)\b/i, use: 'the person or the code, by name', example: 'whoever fixes this' },
  { avoid: /\b(some|no)body\b/i, use: 'the person or the code, by name', example: 'nobody is asked' },
  { avoid: /\btakes? a person\b/i, use: '"needs a human"', example: 'a state that takes a person' },
  {
    avoid: /(?<!\bthere )\b(is|are|was|were) no (?!longer\b|more\b|less\b|later\b|earlier\b|larger\b|older\b)/i,
    use: '"is not a", "is not valid" or "has no"',
    example: 'a body that is no page',
  },
  // Verbs with a standard term
  { avoid: /\b(tell|tells|told|telling)\b/i, use: 'report, emit, log, show or indicate', example: 'tells the user' },
  { avoid: /\b(stands?|stood|standing)\b(?!-| (for|alone)\b)/i, use: 'is, or a verb', example: 'how an export stands' },
  { avoid: /\b(lie|lies|lay|lain|lying)\b/i, use: 'is, or a verb', example: 'objects that lie in the lake' },
  { avoid: /\b(go|goes|went|gone|going) on\b/i, use: 'continue, resume or happen', example: 'the run goes on' },
  { avoid: /\b(get|gets|got|getting) on\b/i, use: 'progress', example: 'an export that does not get on' },
  { avoid: /(?<!encrypted )\bat rest\b|\b(rests|rested)\b/i, use: 'skip, wait or idle', example: 'a tick at rest' },
  { avoid: /\b(ring|rings|rang|ringing)\b/i, use: 'an alarm fires', example: 'the alarm rings' },
  { avoid: /\bmend(s|ed|ing)?\b/i, use: 'fix', example: 'says how to mend it' },
  { avoid: /\b(is|are|was|were|be) at (it|work)\b/i, use: 'is running', example: 'another run is at work' },
  {
    avoid: /\b(sees?|saw|looks?) to (it|its|the|that)\b/i,
    use: 'manage or ensure',
    example: 'the owner sees to its rules',
  },
  { avoid: /\bmakes? good\b|\bmade good\b/i, use: 'recover', example: 'made good by the next tick' },
  {
    avoid: /\bbr(?:ings?|ought)(?: \w+)? along\b/i,
    use: 'include or install',
    example: 'the project brings Node along',
  },
  // Idioms
  { avoid: /\banew\b/i, use: 'again', example: 'reads it anew' },
  { avoid: /\bfor ever\b/i, use: 'forever', example: 'pinned there for ever' },
  { avoid: /\bbut for\b/i, use: 'except', example: 'all but for one' },
  { avoid: /\bbesides?\b/i, use: 'next to, in addition to, or except', example: 'beside the lake' },
  { avoid: /\bso many\b/i, use: 'a number, or "this many"', example: 'after so many days' },
  {
    avoid: /\bof (its|their|our|your|my) own\b/i,
    use: '"own", "separate" or "custom"',
    example: 'a process of its own',
  },
  {
    avoid: /\b(seldom|hitherto|thereof|whereof|therein|lest|albeit|nought|aught)\b/i,
    use: 'a common word',
    example: 'seldom',
  },
  { avoid: /\bthe more so\b|\ball the same\b|\bin vain\b/i, use: 'a plain sentence', example: 'retries in vain' },
  { avoid: /\bsabotages?\b/i, use: 'fault injection', example: 'a sabotage that no test finds' },
  // American spelling, as in the documentation of AWS and Zendesk
  { avoid: /\btime-outs?\b/i, use: 'timeout', example: 'near its time-out' },
  { avoid: /\be-mails?\b/i, use: 'email', example: 'an e-mail' },
  {
    avoid: /\b(catalogue|licence|centre|grey|whilst|amongst)s?\b/i,
    use: 'American spelling',
    example: 'the catalogue',
  },
  { avoid: /\b(behavi|col|fav|hon|neighb)our/i, use: 'American spelling', example: 'behaviour' },
  {
    avoid:
      /\b(?:de|re)?(?:normal|serial|organ|recogn|summar|optim|initial|synchron|util|minim|maxim|author|custom|real|special|general|standard)is(?:e|es|ed|ing|ation)\b/i,
    use: 'American spelling: -ize',
    example: 'normalises',
  },
  { avoid: /[\u2018\u2019]/, use: 'straight apostrophes', example: 'the function\u2019s timeout' },
];

/** First words of a test title that leave it without a subject or a verb. */
export const TITLE_RULE: ProseRule = {
  avoid:
    /\b(?:it|test)(?:\.each\b.*\)|\.prop\b.*\))?\(\s*['"`](?:is|are|was|were|has|have|of|that|with|without|by|as|and|or|but|to|for|in|on|at|its?|what|where|who|which|also|not)\b/,
  use: 'a verb or a full sentence: "returns …", "rejects …", "the second run resumes …"',
  example: "it('is told by the last of them', () => {",
};

/** Words that a sentence may have. */
export const MOST_WORDS = 30;
