/** The function's secret, in one of the forms that it takes. */
export type Secret = Readonly<Record<string, string>>;

/** In the order of the function's own preference: the secret's field, and the variable that gives it. */
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
 * @returns the secret, or what to say where there is none: which variables are missing
 */
export function credentialsFrom(env: Readonly<Record<string, string | undefined>>): Secret | { missing: string } {
  const given = ([, variable]: readonly [string, string]): boolean => (env[variable] ?? '') !== '';
  const form = FORMS.find((fields) => fields.every(given));
  if (form !== undefined) return Object.fromEntries(form.map(([field, variable]) => [field, env[variable] ?? '']));

  const begun = FORMS.find((fields) => fields.some(given));
  const names = (fields: (typeof FORMS)[number]): string => fields.map(([, variable]) => variable).join(' and ');
  return {
    missing:
      begun === undefined
        ? `There are no credentials in the environment. Set one of:\n${FORMS.map((form) => `  ${names(form)}`).join('\n')}`
        : `The credentials in the environment are incomplete: it takes ${names(begun)}.`,
  };
}
