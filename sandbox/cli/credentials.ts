/** The function's secret in one of the supported forms. */
export type Secret = Readonly<Record<string, string>>;

/** The secret's fields and their environment variables, in the function's order of preference. */
const FORMS: readonly (readonly (readonly [field: string, variable: string])[])[] = [
  [
    ['clientId', 'ZENDESK_CLIENT_ID'],
    ['clientSecret', 'ZENDESK_CLIENT_SECRET'],
  ],
  [['accessToken', 'ZENDESK_ACCESS_TOKEN']],
  [
    ['email', 'ZENDESK_EMAIL'],
    ['apiToken', 'ZENDESK_API_TOKEN'],
  ],
  [
    ['username', 'ZENDESK_USERNAME'],
    ['password', 'ZENDESK_PASSWORD'],
  ],
];

/**
 * Reads a real account's credentials from the environment.
 *
 * @returns the secret, or a message that names the missing variables
 */
export function credentialsFrom(env: Readonly<Record<string, string | undefined>>): Secret | { missing: string } {
  const isSet = ([, variable]: readonly [string, string]): boolean => (env[variable] ?? '') !== '';
  const form = FORMS.find((fields) => fields.every(isSet));
  if (form !== undefined) return Object.fromEntries(form.map(([field, variable]) => [field, env[variable] ?? '']));

  const incomplete = FORMS.find((fields) => fields.some(isSet));
  const names = (fields: (typeof FORMS)[number]): string => fields.map(([, variable]) => variable).join(' and ');
  return {
    missing:
      incomplete === undefined
        ? `No Zendesk credentials found in the environment. Set one of:\n${FORMS.map((form) => `  ${names(form)}`).join('\n')}`
        : `The Zendesk credentials in the environment are incomplete. Set ${names(incomplete)}.`,
  };
}
