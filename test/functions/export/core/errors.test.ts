import { expect, it } from 'vitest';
import * as errors from '#functions/export/core/errors.ts';

it('has one class per decision, under the names that callers see', () => {
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
  '%s is named so even after minification, and keeps message and cause',
  (name, Fault) => {
    const cause = new Error('below');
    const fault = new Fault('what to do', { cause });

    expect(fault).toBeInstanceOf(Error);
    expect({ name: fault.name, message: fault.message, cause: fault.cause }).toEqual({
      name,
      message: 'what to do',
      cause,
    });
  },
);
