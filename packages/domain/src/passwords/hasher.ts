/** Hashes and checks passwords, off the event loop, behind a bounded queue. */
export interface PasswordHasher extends AsyncDisposable {
  /** How many wait for their turn just now. */
  readonly waiting: number
  /**
   * Keeps a place for one call until it is disposed, so that whoever could not be served in time hears of it before
   * anything else is done for them. Throws OVERLOADED at once.
   */
  admit(): Disposable
  /** A new hash in the `bcrypt_sha256` v2 layout. Throws OVERLOADED when the queue is full. */
  hash(password: string): Promise<string>
  /**
   * Whether the password belongs to the hash; `null` (no such account) takes as long and is false.
   * `rehash` says that the hash should be replaced (another layout or a lower cost). Throws OVERLOADED.
   */
  verify(password: string, hash: string | null): Promise<{ readonly matches: boolean; readonly rehash: boolean }>
}
