/** What an access token says. The session, the status and the role still count at every request. */
export interface AccessClaims {
  readonly userId: string
  readonly sessionId: string
}

/** Signs and verifies access tokens (JWT, ES256) with keys kept in the database. */
export interface AccessTokens extends AsyncDisposable {
  sign(claims: AccessClaims): Promise<string>
  /** The claims of a valid token, or nothing: forged, expired, malformed and foreign tokens are all the same. */
  verify(token: string): Promise<AccessClaims | undefined>
  /** The public keys (RFC 7517), the next one included. */
  jwks(): Promise<{ keys: readonly object[] }>
}
