import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..');

/** Everything that the command installs or makes. Git ignores it. */
export const WORK_FOLDER = join(ROOT, '.engines');

export const ENGINES_FOLDER = join(ROOT, 'engines');
