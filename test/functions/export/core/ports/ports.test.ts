import { expect, it } from 'vitest';
import { NetworkError } from '#functions/export/core/ports/ports.ts';

it('a broken exchange is named so even after minification, and keeps its cause', () => {
  const cause = new Error('ECONNRESET');
  expect(new NetworkError('reset', { cause })).toMatchObject({ name: 'NetworkError', message: 'reset', cause });
});
