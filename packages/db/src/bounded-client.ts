import pg from 'pg'

const READ_TIMEOUT = 'Query read timeout'

/**
 * A connection that is given up with the first query that got no answer in time, that cannot end the process, and whose
 * errors do not repeat the data they are about.
 */
export class BoundedClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config)
    // Whoever uses the connection sees the error in the call; without a listener it would end the process too.
    this.on('error', () => undefined)
    // `detail` and `where` hold whole rows and parameters, hashes and addresses included, and errors end up in logs.
    this.connection.on('errorMessage', (error: pg.DatabaseError) => {
      error.detail = undefined
      error.where = undefined
    })
  }

  // `never` stands for every one of pg's overloads: the arguments go through as they are.
  override query(...args: never[]): never {
    const result: unknown = Reflect.apply(super.query, this, args)
    // Else what follows in the same transaction, its ROLLBACK first, would wait for the same silence again.
    if (result instanceof Promise) result.catch((error: unknown) => (isReadTimeout(error) ? this.end() : undefined))
    return result as never
  }
}

function isReadTimeout(error: unknown): boolean {
  return error instanceof Error && error.message === READ_TIMEOUT
}
