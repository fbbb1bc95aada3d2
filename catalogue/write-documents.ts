import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { documents } from './documents.ts';

const FOLDER = join(import.meta.dirname, '..', 'docs', 'query');

mkdirSync(FOLDER, { recursive: true });
for (const [name, text] of documents()) writeFileSync(join(FOLDER, name), text);
