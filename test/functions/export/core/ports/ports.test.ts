import { expect, it } from 'vitest';
import { IdleTimeoutError, NetworkError } from '#functions/export/core/ports/ports.ts';

it('a broken exchange is named so even after minification, and keeps its cause', () => {
  const cause = new Error('ECONNRESET');
  expect(new NetworkError('reset', { cause })).toMatchObject({ name: 'NetworkError', message: 'reset', cause });
});

it('an idle timeout is a broken exchange of its own name', () => {
  const error = new IdleTimeoutError('no byte for 60 s');
  expect(error).toBeInstanceOf(NetworkError);
  expect(error.name).toBe('IdleTimeoutError');
});
