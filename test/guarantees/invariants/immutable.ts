import { createHash } from 'node:crypto';
import type { Trace } from '../trace.ts';

/** No object is ever written over, and each is what its name says: one page, on one line. */
export function immutable({ replaced, pages }: Trace): string[] {
  return [
    ...replaced.map((key) => `${key} was written over`),
    ...pages.flatMap(({ key, text, tickets, metadata }) => {
      const digest = createHash('sha256').update(text).digest('hex').slice(0, 12);
      const wrong: string[] = [];
      if (!key.includes(`-${digest}.json`)) wrong.push(`${key} is not the digest of its content`);
      if (/[\r\n]/.test(text)) wrong.push(`${key} has more than one line`);
      if (tickets.length === 0) wrong.push(`${key} is an empty page`);
      if (metadata['records'] !== String(tickets.length)) wrong.push(`${key} does not hold ${metadata['records']}`);
      return wrong;
    }),
  ];
}
