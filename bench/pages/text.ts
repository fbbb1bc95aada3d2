import { createRng, type Rng } from '#sandbox/zendesk/rng.ts';

/** Syllables by script, and the share of words in that script. Most tickets are in Latin script. */
const SCRIPTS: readonly (readonly [share: number, syllables: readonly string[]])[] = [
  [0.86, 'an be con de er fi ge hol in ju ka le mo ne or pre qui re se ti un ver wa xi yo za th st ing er'.split(' ')],
  [0.06, 'Ä ö ü ß ée ça ñó ål øy ği ğa št že ło'.split(' ')],
  [0.05, 'во не при ст ра ко та ни за пре слу'.split(' ')],
  [0.03, '東 京 支 店 ログ イン でき ま せん 請 求 書 导 出'.split(' ')],
];

const WORDS = 8_000;
const CORPUS_CHARACTERS = 4_000_000;
/** The share of words that are followed by a quote of the text before, as in an email thread. */
const QUOTE_SHARE = 0.001;

/** Returns text of about this many characters. Each call returns a different text. */
export type Prose = (characters: number, rng: Rng) => string;

/**
 * Creates a source of realistic ticket text: words in several scripts with the frequencies of a natural language, numbers,
 * addresses, line breaks and quoted emails. All texts are cut from one long text. That is fast, and gzip does not notice,
 * because its window is 32 kB.
 */
export function openProse(seed: number): Prose {
  const rng = createRng(seed);
  const words = Array.from({ length: WORDS }, () => word(rng));
  const pieces: string[] = [];
  for (let length = 0; length < CORPUS_CHARACTERS;) {
    const piece = rng.chance(QUOTE_SHARE)
      ? `\n> ${pieces.slice(-rng.int(80, 600)).join('')}\n`
      : token(rng, words) + gap(rng);
    pieces.push(piece);
    length += piece.length;
  }
  const corpus = pieces.join('');
  return (characters, rng) => {
    const length = Math.min(Math.max(1, Math.round(characters)), corpus.length);
    const from = rng.int(0, corpus.length - length);
    // The cut may split a surrogate pair.
    return corpus.slice(from, from + length).toWellFormed();
  };
}

function word(rng: Rng): string {
  const share = rng.next();
  let sum = 0;
  const [, syllables] = SCRIPTS.find(([part]) => (sum += part) > share) ?? SCRIPTS[0] ?? [];
  return Array.from({ length: rng.int(1, 4) }, () => rng.pick(syllables ?? [])).join('');
}

function token(rng: Rng, words: readonly string[]): string {
  const kind = rng.next();
  if (kind < 0.03) return `#${rng.int(10_000, 9_999_999)}`;
  if (kind < 0.04) return `https://shop.example/o/${rng.int(1e6, 1e9).toString(36)}?ref=mail&n=${rng.int(1, 99)}`;
  if (kind < 0.045) return `user${rng.int(1, 99_999)}@customers.example`;
  if (kind < 0.05) return rng.pick(['🙏', '🎉', '👩🏽‍💻', '<image001.png>', '"Export"', 'C:\\temp\\log']);
  // Zipf's law: the word of rank r has 1/r of the first word's frequency.
  const rank = Math.floor(Math.exp(rng.next() * Math.log(words.length)));
  return words[rank - 1] ?? '';
}

function gap(rng: Rng): string {
  const kind = rng.next();
  if (kind < 0.86) return ' ';
  if (kind < 0.92) return ', ';
  return kind < 0.98 ? '. ' : rng.pick(['\n', '\r\n\r\n', ' – ']);
}
