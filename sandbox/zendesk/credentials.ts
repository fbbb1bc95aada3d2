/**
 * The credentials that an account accepts. Users who are not admins are known, but must not export
 * (https://developer.zendesk.com/api-reference/ticketing/ticket-management/incremental_exports/, "Allowed for").
 */
export type AcceptedCredentials = {
  /** Sent as Basic `email/token:apiToken`. */
  readonly apiTokens?: readonly (Principal & { readonly email: string; readonly apiToken: string })[];
  /** Sent as Basic `username:password`. */
  readonly passwords?: readonly (Principal & { readonly username: string; readonly password: string })[];
  /** Bearer tokens made by hand. */
  readonly accessTokens?: readonly (Principal & Grant & { readonly accessToken: string })[];
  /** OAuth clients that may ask for tokens of their own. */
  readonly clients?: readonly OAuthClient[];
};

/** Whose rights a credential carries. */
export type Principal = {
  /** Default `admin`. */
  readonly role?: 'admin' | 'agent';
};

/** What a bearer token allows, and until when. */
export type Grant = {
  /** Default `read`. */
  readonly scope?: string;
  /** Epoch milliseconds by Zendesk's clock. Default: never. */
  readonly expiresAt?: number;
};

/** A confidential OAuth client; its tokens act as the user who owns it. */
export type OAuthClient = Principal & {
  readonly clientId: string;
  readonly clientSecret: string;
  /**
   * Seconds that its tokens live unless the request asks for another time. Clients made after 2026-04-30 have 1800
   * (https://support.zendesk.com/hc/en-us/articles/9182123625370). Default: forever, without an `expires_in`.
   */
  readonly expiresIn?: number;
};

/** The Basic credentials among them, as the header carries them: `user:secret`. */
export function basicPrincipals({
  apiTokens = [],
  passwords = [],
}: AcceptedCredentials): ReadonlyMap<string, Principal> {
  return new Map<string, Principal>([
    ...apiTokens.map((each) => [`${each.email}/token:${each.apiToken}`, each] as const),
    ...passwords.map((each) => [`${each.username}:${each.password}`, each] as const),
  ]);
}
