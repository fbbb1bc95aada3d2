import { expect, it } from 'vitest';
import { IdleTimeoutError, NetworkError } from '#functions/export/core/ports/ports.ts';

it('NetworkError has its name even after minification, and keeps its cause', () => {
  const cause = new Error('ECONNRESET');
  expect(new NetworkError('reset', { cause })).toMatchObject({ name: 'NetworkError', message: 'reset', cause });
});

it('IdleTimeoutError is a NetworkError with a different name', () => {
  const error = new IdleTimeoutError('no byte for 60 s');
  expect(error).toBeInstanceOf(NetworkError);
  expect(error.name).toBe('IdleTimeoutError');
});
