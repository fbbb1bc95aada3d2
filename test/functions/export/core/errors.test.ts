import { buildSync } from 'esbuild';
import { expect, it } from 'vitest';
import * as errors from '#functions/export/core/errors.ts';
import { BUNDLING } from '#scripts/bundle.ts';

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

it.each(Object.entries(errors))('%s has its name, and keeps message and cause', (name, Fault) => {
  const cause = new Error('below');
  const fault = new Fault('advice', { cause });

  expect(fault).toBeInstanceOf(Error);
  expect({ name: fault.name, message: fault.message, cause: fault.cause }).toEqual({
    name,
    message: 'advice',
    cause,
  });
});

// Lambda's runtime logs the name of the constructor as `errorType`.
it('all classes keep their names with the build options of the deployed bundle', async () => {
  const entryPoints = ['functions/export/core/errors.ts'];
  const { outputFiles } = buildSync({ ...BUNDLING, entryPoints, write: false });
  const code = outputFiles.map(({ text }) => text).join('');
  const built: typeof errors = await import(`data:text/javascript,${encodeURIComponent(code)}`);

  for (const name of Object.keys(errors)) {
    const Fault = Object.entries(built).find(([exported]) => exported === name)?.[1];
    expect([Fault?.name, Fault && new Fault('advice').name]).toEqual([name, name]);
  }
});
