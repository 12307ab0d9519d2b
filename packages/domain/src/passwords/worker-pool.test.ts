import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { expect, test, vi } from 'vitest'
import { DomainError } from '../errors.ts'
import { createWorkerPool, type WorkerPoolOptions } from './worker-pool.ts'

/** Answers with what it was sent once the shared cell beside it is no longer 0; `crash` ends the thread. */
const SCRIPT = `
  import { parentPort } from 'node:worker_threads'
  parentPort.on('message', ({ text, gate }) => {
    if (gate) Atomics.wait(gate, 0, 0)
    if (text === 'crash') throw new Error('crashed')
    if (text === 'leave') process.exit(7)
    parentPort.postMessage(text)
  })`

interface Task {
  readonly text: string
  readonly gate?: Int32Array
}

function startPool(changes: Partial<WorkerPoolOptions> = {}, script = SCRIPT) {
  return createWorkerPool<Task, string>({
    script: new URL(`data:text/javascript,${encodeURIComponent(script)}`),
    workers: 1,
    maxQueue: 100,
    maxWaitSeconds: 100,
    expectedTaskSeconds: 0.01,
    ...changes,
  })
}

/** A task waits at its gate until it is opened. */
const closedGate = () => new Int32Array(new SharedArrayBuffer(4))

function open(gate: Int32Array): void {
  Atomics.store(gate, 0, 1)
  Atomics.notify(gate, 0)
}

const overloaded = (retryAfterSeconds: unknown) => expect.objectContaining({ code: 'OVERLOADED', retryAfterSeconds })

test('tasks are answered in the order they came', async () => {
  await using pool = startPool()
  const order: string[] = []
  const record = async (text: string) => order.push(await pool.run({ text }))
  await Promise.all(['a', 'b', 'c', 'd'].map(record))
  expect(order).toEqual(['a', 'b', 'c', 'd'])
})

test('each worker has one task at a time', async () => {
  await using pool = startPool({ workers: 2 })
  const gates = [closedGate(), closedGate()]
  const [first, second] = gates.map((gate, index) => pool.run({ text: `${index}`, gate }))
  const third = pool.run({ text: '2' })
  open(gates[1] ?? closedGate())
  expect(await Promise.all([second, third])).toEqual(['1', '2'])
  open(gates[0] ?? closedGate())
  expect(await first).toBe('0')
})

test('when the queue is full a task is refused at once, and taken again when there is room', async () => {
  await using pool = startPool({ maxQueue: 1 })
  const gate = closedGate()
  const running = pool.run({ text: 'running', gate })
  const waiting = pool.run({ text: 'waiting' })
  expect(pool.waiting).toBe(1)
  await expect(pool.run({ text: 'too many' })).rejects.toEqual(overloaded(1))
  open(gate)
  expect(await Promise.all([running, waiting])).toEqual(['running', 'waiting'])
  expect(pool.waiting).toBe(0)
  expect(await pool.run({ text: 'later' })).toBe('later')
})

test('a task that would have to wait too long is refused, with the seconds until the queue is done', async () => {
  await using pool = startPool({ maxWaitSeconds: 6, expectedTaskSeconds: 2 })
  const gate = closedGate()
  const accepted = ['1', '2', '3', '4'].map((text) => pool.run({ text, gate }))
  await expect(pool.run({ text: 'too many' })).rejects.toEqual(overloaded(6))
  open(gate)
  await Promise.all(accepted)
})

test('a worker that crashes fails its own task, and the next ones get a new worker', async () => {
  await using pool = startPool()
  const [crashed, left, next] = await Promise.allSettled(['crash', 'leave', 'next'].map((text) => pool.run({ text })))
  expect(crashed).toMatchObject({
    status: 'rejected',
    reason: { message: 'A worker ended with code 1', cause: { message: 'crashed' } },
  })
  expect(left).toMatchObject({ status: 'rejected', reason: { message: 'A worker ended with code 7' } })
  expect(next).toEqual({ status: 'fulfilled', value: 'next' })
})

test('workers that cannot start fail the tasks and are not started over and over', async () => {
  await using pool = startPool({}, 'throw new Error("no start")')
  const results = await Promise.allSettled(['1', '2', '3'].map((text) => pool.run({ text })))
  expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected', 'rejected'])
})

test('disposing ends the workers and refuses what waits, what runs and what comes', async () => {
  const exited = vi.fn()
  const pool = startPool()
  const running = pool.run({ text: 'running', gate: closedGate() })
  const waiting = pool.run({ text: 'waiting' })
  const outcomes = Promise.allSettled([running, waiting])
  await pool[Symbol.asyncDispose]()
  exited(await outcomes)
  expect(exited).toHaveBeenCalledWith([
    { status: 'rejected', reason: overloaded(1) },
    { status: 'rejected', reason: overloaded(1) },
  ])
  await expect(pool.run({ text: 'late' })).rejects.toBeInstanceOf(DomainError)
})

test('idle workers do not keep the process alive, and a waiting caller does', async () => {
  const module = JSON.stringify(new URL('./worker-pool.ts', import.meta.url).href)
  const script = JSON.stringify(`data:text/javascript,${encodeURIComponent(SCRIPT)}`)
  // A thread ends by the rules that a process ends by: when nothing is left that it waits for.
  const program = `
    import { parentPort } from 'node:worker_threads'
    import { createWorkerPool } from ${module}
    const pool = createWorkerPool({ script: new URL(${script}), workers: 2, maxQueue: 1, maxWaitSeconds: 1, expectedTaskSeconds: 1 })
    parentPort.postMessage(await pool.run({ text: 'answered' }))`
  const thread = new Worker(new URL(`data:text/javascript,${encodeURIComponent(program)}`))
  const [answer] = await once(thread, 'message')
  const [exitCode] = await once(thread, 'exit')
  expect({ answer, exitCode }).toEqual({ answer: 'answered', exitCode: 0 })
})

test('as many are admitted as can be served in time, and one more for each that is done', async () => {
  await using pool = startPool({ workers: 2, maxQueue: 1 })
  const places = [pool.admit(), pool.admit(), pool.admit()]
  expect(() => pool.admit()).toThrow(expect.objectContaining({ code: 'OVERLOADED' }))
  places[0]?.[Symbol.dispose]()
  places[0]?.[Symbol.dispose]()
  places.push(pool.admit())
  expect(() => pool.admit()).toThrow(expect.objectContaining({ code: 'OVERLOADED' }))
})
