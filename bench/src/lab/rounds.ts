/** A thing to measure, again and again. */
export type Subject = () => Promise<number>

/**
 * Measures every subject once in each round, one after the other, so that what else the machine does meets them alike.
 * Every second round goes backwards. The first result of each belongs to a warm-up and is not kept.
 */
export async function alternate<Name extends string>(
  rounds: number,
  subjects: Readonly<Record<Name, Subject>>,
  onStep: (name: Name, round: number) => void,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(subjects) as Name[]
  const samples = Object.fromEntries(names.map((name): [string, number[]] => [name, []])) as Record<Name, number[]>
  for (let round = 0; round <= rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      onStep(name, round)
      const value = await subjects[name]()
      if (round > 0) samples[name].push(value)
    }
  }
  return samples
}
