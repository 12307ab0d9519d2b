/** What the process ends with. Scripts rely on these numbers: they are in docs/cli.md, and none of them ever changes. */
export const EXIT = {
  ok: 0,
  /** Something nobody expected, here or on the server. */
  failure: 1,
  /** The command line is wrong. */
  usage: 2,
  /** Not signed in, a credential that does not work (any longer), or not allowed to do this. */
  refused: 3,
  notFound: 4,
  /** The state is not one in which this can be done: an address is taken, somebody else was faster. */
  conflict: 5,
  /** The server does not accept a value. */
  invalid: 6,
  /** No answer, or one that says to come back later. */
  unavailable: 7,
  /** The command did its work, and what it looked at is not in order. */
  findings: 8,
  /** Ctrl-C. */
  interrupted: 130,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** For people: what each number means. */
export const exitMeanings: ReadonlyArray<readonly [ExitCode, string]> = [
  [EXIT.ok, 'Done.'],
  [
    EXIT.failure,
    'Something unexpected went wrong (the server’s log has more under the request id), or a question was answered with No.',
  ],
  [EXIT.usage, 'The command line is wrong, or a question could not be asked: nothing was done.'],
  [EXIT.refused, 'Not signed in, or the session or key is not valid any longer, or it may not do this (401, 403).'],
  [EXIT.notFound, 'There is no such user, key or session (404).'],
  [
    EXIT.conflict,
    'The present state does not allow it: address taken, last administrator, changed meanwhile (409, 412).',
  ],
  [EXIT.invalid, 'The server does not accept a value (400, 413, 422).'],
  [
    EXIT.unavailable,
    'No answer, too many requests, or the server is busy: try again later (429, 502 to 504, time-outs).',
  ],
  [EXIT.findings, 'The command ran, and what it checked is not in order.'],
  [EXIT.interrupted, 'Ctrl-C.'],
]
