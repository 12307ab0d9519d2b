/** What a caller knows of an account from the answers they got. */
export interface State {
  readonly exists: boolean
  readonly name: string
  readonly password: string
  readonly deleted: boolean
  /** The newest refresh token of the newest session; nothing after a deletion. */
  readonly refreshToken: string | undefined
}

/** An account of the test, and what it must be like whatever happens to the server. One caller at a time uses it. */
export interface Account {
  readonly email: string
  id: string | undefined
  /** As it was acknowledged last. */
  known: State
  /** As it is if the write that got no answer was carried out. */
  maybe: State | undefined
  /** The access token of the newest session. */
  accessToken: string | undefined
  /** The version that was acknowledged last, while nothing has changed it since. */
  etag: string | undefined
  /** Whether it was used since it was last looked at. */
  touched: boolean
  /** Acknowledged requests for a reset. */
  resets: number
}

export function newAccount(email: string, name: string, password: string): Account {
  return {
    email,
    id: undefined,
    known: { exists: false, name, password, deleted: false, refreshToken: undefined },
    maybe: undefined,
    accessToken: undefined,
    etag: undefined,
    touched: false,
    resets: 0,
  }
}

/** Everything the account may be like now. */
export const possible = ({ known, maybe }: Account): readonly State[] =>
  maybe === undefined ? [known] : [known, maybe]
