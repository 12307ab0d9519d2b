/** Letters that are written from the right, and the marks that turn a text round. */
const TURNS = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]/

/** A name within a sentence: whatever direction it has ends with it (UAX #9, isolates). */
export const inSentence = (name: string): string => (TURNS.test(name) ? `\u2068${name}\u2069` : name)
