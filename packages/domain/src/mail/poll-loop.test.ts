import { describe, expect, onTestFinished, test } from 'vitest'
import { createPollLoop, type PollLoop } from './poll-loop.ts'

const HOUR_MS = 3_600_000

/** A loop whose rounds the test lets go one by one. */
function start(options: { intervalMs?: number; flushTimeoutMs?: number } = {}) {
  const rounds: { end: (error?: Error) => void; stop: AbortSignal }[] = []
  const news: string[] = []
  let begun = Promise.withResolvers<void>()
  let over = false
  const loop: PollLoop<void> = createPollLoop({
    run(stop) {
      if (over) return Promise.resolve()
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      rounds.push({ end: (error) => (error ? reject(error) : resolve()), stop })
      begun.resolve()
      begun = Promise.withResolvers()
      return promise
    },
    intervalMs: HOUR_MS,
    flushTimeoutMs: 10,
    onDown: (error) => news.push(`down: ${String(error)}`),
    onUp: () => news.push('up'),
    ...options,
  })
  onTestFinished(async () => {
    over = true
    for (const round of rounds) round.end()
    await loop[Symbol.asyncDispose]()
  })
  const nextRound = async () => {
    const awaited = rounds.length
    while (rounds.length === awaited) await begun.promise
    const round = rounds[awaited]
    if (!round) throw new Error('no round')
    return round
  }
  return { loop, rounds, news, nextRound }
}

describe('rounds', () => {
  test('begin with the start, once, and with each wake', async () => {
    const { loop, nextRound, rounds } = start()
    const first = nextRound()
    loop.start()
    loop.start()
    const { end } = await first
    const second = nextRound()
    loop.wake()
    end()
    await second
    expect(rounds).toHaveLength(2)
  })

  test('run one at a time, and many wakes during one make one more', async () => {
    const { loop, nextRound, rounds } = start()
    const first = nextRound()
    loop.start()
    const { end } = await first
    for (let count = 0; count < 10; count++) loop.wake()
    expect(rounds).toHaveLength(1)
    const second = nextRound()
    end()
    const { end: endSecond } = await second
    const asked = loop.runOnce()
    const third = nextRound()
    endSecond()
    const { end: endThird } = await third
    endThird()
    await asked
    expect(rounds).toHaveLength(3)
  })

  test('come by themselves after the interval', async () => {
    const { loop, nextRound } = start({ intervalMs: 1 })
    const first = nextRound()
    loop.start()
    const { end } = await first
    const second = nextRound()
    end()
    await second
  })

  test('do not begin with a wake before the start', async () => {
    const { loop, rounds } = start()
    loop.wake()
    await Promise.resolve()
    expect(rounds).toEqual([])
  })
})

describe('a failing round', () => {
  test('is heard of once, and so is the end of it; the loop goes on by itself', async () => {
    const { loop, nextRound, news } = start({ intervalMs: 1 })
    let round = nextRound()
    loop.start()
    for (const error of [new Error('away'), new Error('still away'), undefined]) {
      const { end } = await round
      round = nextRound()
      end(error)
    }
    await round
    expect(news).toEqual(['down: Error: away', 'up'])
  })

  test('fails for whoever asked for it', async () => {
    const { loop, nextRound, news } = start()
    const round = nextRound()
    const asked = loop.runOnce()
    const { end } = await round
    end(new Error('away'))
    await expect(asked).rejects.toThrow('away')
    expect(news).toEqual([])
  })
})

describe('disposal', () => {
  test('does a last round', async () => {
    const { loop, nextRound, rounds } = start({ flushTimeoutMs: HOUR_MS })
    const first = nextRound()
    loop.start()
    const { end } = await first
    const last = nextRound()
    const disposed = loop[Symbol.asyncDispose]()
    end()
    const { end: endLast, stop } = await last
    endLast()
    await disposed
    expect(stop.aborted).toBe(false)
    loop.wake()
    loop.start()
    expect(rounds).toHaveLength(2)
  })

  test('tells a round that takes too long to leave off', async () => {
    const { loop, nextRound } = start({ flushTimeoutMs: 1 })
    const first = nextRound()
    loop.start()
    const { end, stop } = await first
    stop.addEventListener('abort', () => end())
    const last = nextRound()
    const disposed = loop[Symbol.asyncDispose]()
    const { end: endLast } = await last
    endLast()
    await disposed
    expect(stop.aborted).toBe(true)
  })

  test('runs nothing when the loop was never started', async () => {
    const { loop, rounds } = start()
    await loop[Symbol.asyncDispose]()
    expect(rounds).toEqual([])
  })
})
