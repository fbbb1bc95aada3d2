/**
 * The credentials that an account accepts. Users who are not admins can log in, but cannot export
 * (https://developer.zendesk.com/api-reference/ticketing/ticket-management/incremental_exports/, "Allowed for").
 */
export type AcceptedCredentials = {
  /** Sent as Basic `email/token:apiToken`. */
  readonly apiTokens?: readonly (Principal & { readonly email: string; readonly apiToken: string })[];
  /** Sent as Basic `username:password`. */
  readonly passwords?: readonly (Principal & { readonly username: string; readonly password: string })[];
  /** Bearer tokens created manually. */
  readonly accessTokens?: readonly (Principal & Grant & { readonly accessToken: string })[];
  /** OAuth clients that can request tokens. */
  readonly clients?: readonly OAuthClient[];
};

/** The user of a credential. */
export type Principal = {
  /** Default `admin`. */
  readonly role?: 'admin' | 'agent';
};

/** Scope and expiry of a bearer token. */
export type Grant = {
  /** Default `read`. */
  readonly scope?: string;
  /** Epoch milliseconds by Zendesk's clock. Default: never. */
  readonly expiresAt?: number;
};

/** A confidential OAuth client. Its tokens have the rights of its owner. */
export type OAuthClient = Principal & {
  readonly clientId: string;
  readonly clientSecret: string;
  /**
   * Lifetime of its tokens in seconds, unless the request sets `expires_in`. Clients created after 2026-04-30 have 1800
   * (https://support.zendesk.com/hc/en-us/articles/9182123625370). Default: forever, without an `expires_in`.
   */
  readonly expiresIn?: number;
};

/** Returns the Basic credentials in the form of the decoded header: `user:secret`. */
export function basicPrincipals({
  apiTokens = [],
  passwords = [],
}: AcceptedCredentials): ReadonlyMap<string, Principal> {
  return new Map<string, Principal>([
    ...apiTokens.map((each) => [`${each.email}/token:${each.apiToken}`, each] as const),
    ...passwords.map((each) => [`${each.username}:${each.password}`, each] as const),
  ]);
}
