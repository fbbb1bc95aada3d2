import { expect, it } from 'vitest';
import * as errors from '#functions/export/core/errors.ts';

it('errors.ts exports one class per kind of error, under the names in the log', () => {
  expect(Object.keys(errors).toSorted()).toEqual([
    'CredentialsError',
    'InvalidRequestError',
    'MalformedPageError',
    'PinnedSecondError',
    'StorageError',
    'ZendeskRefusedError',
    'ZendeskUnavailableError',
  ]);
});

it.each(Object.entries(errors))(
  '%s has its name even after minification, and keeps message and cause',
  (name, Fault) => {
    const cause = new Error('below');
    const fault = new Fault('advice', { cause });

    expect(fault).toBeInstanceOf(Error);
    expect({ name: fault.name, message: fault.message, cause: fault.cause }).toEqual({
      name,
      message: 'advice',
      cause,
    });
  },
);
