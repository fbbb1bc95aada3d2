import { crashMatrix } from '../support/e2e/crash-matrix.ts';

await crashMatrix('before');
