import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { callAws } from '#functions/export/aws/call.ts';
import { StorageError } from '#functions/export/core/errors.ts';
import { NEVER, serviceError } from '#test/support/functions/aws.ts';
import { thrownBy } from '#test/support/functions/thrown.ts';

const call = <T>(signal: AbortSignal, result: () => Promise<T>) =>
  callAws('acme/tickets: storing', 'Check it.', signal, result);

describe('a call to S3 or DynamoDB', () => {
  it('gets the signal, and gives its result', async () => {
    const options = await callAws('storing', 'Check it.', NEVER, async (options) => options);
    expect(options).toEqual({ abortSignal: NEVER });
  });

  it('that fails says what was tried, what was seen and what to check', async () => {
    const cause = serviceError('ThrottlingException', 400, 'Rate exceeded');
    const error = await thrownBy(() => call(NEVER, () => Promise.reject(cause)));
    expect(error).toBeInstanceOf(StorageError);
    expect(error).toMatchObject({
      message: 'acme/tickets: storing failed: ThrottlingException: Rate exceeded. Check it.',
      cause,
    });
  });

  it('that fails by something else than an error is a failure all the same', async () => {
    const rejected: unknown = 'PLANTED';
    const failing = call(NEVER, () => Promise.reject(rejected));
    await expect(failing).rejects.toThrow('acme/tickets: storing failed: unknown error. Check it.');
  });

  it.each([
    ['ConditionalCheckFailedException', 400],
    ['PreconditionFailed', 412],
    ['ConditionalRequestConflict', 409],
  ])("whose condition fails is for the caller to tell: the SDK's own %s", async (name, status) => {
    const error = serviceError(name, status);
    await expect(call(NEVER, () => Promise.reject(error))).rejects.toBe(error);
  });

  it('that takes no notice of the signal ends with it all the same', async () => {
    const controller = new AbortController();
    const error = thrownBy(() => call(controller.signal, () => new Promise(() => undefined)));
    controller.abort();
    expect(await error).toMatchObject({ name: 'StorageError', message: expect.stringContaining('no answer in time') });
  });

  it('under a signal that has gone off ends at once', async () => {
    await expect(call(AbortSignal.abort(), () => new Promise(() => undefined))).rejects.toThrow(StorageError);
  });

  it('leaves nobody listening to the signal: a warm run makes thousands', async () => {
    const { signal } = new AbortController();
    await call(signal, () => Promise.resolve());
    await thrownBy(() => call(signal, () => Promise.reject(new Error('no'))));
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
