import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { documents } from './documents.ts';

for (const [name, text] of documents()) {
  const path = join(import.meta.dirname, '..', name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
