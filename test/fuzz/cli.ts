/** `npm run fuzz`: compares the page scanner with `JSON.parse` on random documents. */
import { InvalidArgumentError, program } from 'commander';
import { checkDocument } from './check-scanner.ts';

function parseInteger(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Expected a whole number.');
  return Number(text);
}

type Options = { readonly documents: number; readonly seed?: number };

const { documents, seed = Math.floor(Math.random() * 2 ** 31) }: Options = program
  .name('npm run fuzz --')
  .description('Compares the page scanner with JSON.parse on random and damaged documents.')
  .option('--documents <n>', 'number of documents', parseInteger, 1_000_000)
  .option('--seed <n>', 'seed of the documents; random by default', parseInteger)
  .parse()
  .opts();

const startedAt = performance.now();
const counts = { page: 0, object: 0, broken: 0 };
for (let index = 0; index < documents; index += 1) counts[checkDocument(seed, index)] += 1;
const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
console.log(
  `Seed ${seed}: ${documents} documents in ${seconds} s, no differences. ` +
    `${counts.page} pages, ${counts.object} other objects, ${counts.broken} broken documents.`,
);
