import { killWhileWriting } from '../lab/kill-while-writing.ts'
import type { Scenario } from '../lab/scenario.ts'

/** A 2xx answer survives `kill -9`, and nothing is half written: the embedded engine. */
export const killEmbedded: Scenario = {
  name: 'kill-embedded',
  run: async (lab) => killWhileWriting(lab, await lab.embedded(), lab.kills),
}
