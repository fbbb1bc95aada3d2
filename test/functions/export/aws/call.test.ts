import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { callAws } from '#functions/export/aws/call.ts';
import { StorageError } from '#functions/export/core/errors.ts';
import { NEVER, serviceError } from '#test/support/functions/aws.ts';
import { thrownBy } from '#test/support/functions/thrown.ts';

const call = <T>(signal: AbortSignal, result: () => Promise<T>) =>
  callAws('acme/tickets: storing', 'Check it.', signal, result);

describe('callAws', () => {
  it('passes the signal to the call and returns its result', async () => {
    const options = await callAws('storing', 'Check it.', NEVER, async (options) => options);
    expect(options).toEqual({ abortSignal: NEVER });
  });

  it('throws a StorageError that names the action, the cause and the next step', async () => {
    const cause = serviceError('ThrottlingException', 400, 'Rate exceeded');
    const error = await thrownBy(() => call(NEVER, () => Promise.reject(cause)));
    expect(error).toBeInstanceOf(StorageError);
    expect(error).toMatchObject({
      message: 'acme/tickets: storing failed: ThrottlingException: Rate exceeded. Check it.',
      cause,
    });
  });

  it('throws a StorageError if the call rejects with a value other than an Error', async () => {
    const rejected: unknown = 'PLANTED';
    const failing = call(NEVER, () => Promise.reject(rejected));
    await expect(failing).rejects.toThrow('acme/tickets: storing failed: unknown error. Check it.');
  });

  it.each([
    ['ConditionalCheckFailedException', 400],
    ['PreconditionFailed', 412],
    ['ConditionalRequestConflict', 409],
  ])("rethrows the SDK's own %s, which the caller handles", async (name, status) => {
    const error = serviceError(name, status);
    await expect(call(NEVER, () => Promise.reject(error))).rejects.toBe(error);
  });

  it('rejects on abort even if the SDK ignores the signal', async () => {
    const controller = new AbortController();
    const error = thrownBy(() => call(controller.signal, () => new Promise(() => undefined)));
    controller.abort();
    expect(await error).toMatchObject({
      name: 'StorageError',
      message: expect.stringContaining('no response before the time limit'),
    });
  });

  it('rejects immediately if the signal has already aborted', async () => {
    await expect(call(AbortSignal.abort(), () => new Promise(() => undefined))).rejects.toThrow(StorageError);
  });

  it('leaves no listener on the signal, since a run makes thousands of calls', async () => {
    const { signal } = new AbortController();
    await call(signal, () => Promise.resolve());
    await thrownBy(() => call(signal, () => Promise.reject(new Error('no'))));
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
