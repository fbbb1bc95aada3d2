import { expect, it } from 'vitest';
import { HttpFault } from '#functions/export/core/ports/ports.ts';

it('a broken exchange is named so even after minification, and keeps its cause', () => {
  const cause = new Error('ECONNRESET');
  expect(new HttpFault('reset', { cause })).toMatchObject({ name: 'HttpFault', message: 'reset', cause });
});
