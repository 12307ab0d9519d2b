import { Worker } from 'node:worker_threads'
import { DomainError } from '../errors.ts'

/** How much the latest task counts in the mean. */
const SMOOTHING = 0.2

export interface WorkerPoolOptions {
  /** A module that answers each message with one message. */
  readonly script: URL
  readonly workers: number
  /** Tasks that may wait, at most. */
  readonly maxQueue: number
  /** A task that would have to wait longer than this, going by the latest ones, is refused. */
  readonly maxWaitSeconds: number
  /** What a task is thought to take before one has ended. */
  readonly expectedTaskSeconds: number
}

/** Worker threads that take one task at a time each, first come, first served. */
export interface WorkerPool<Task, Result> extends AsyncDisposable {
  /** Tasks that wait for a worker. */
  readonly waiting: number
  /** Keeps a place, among those that run and wait, until it is disposed. @throws OVERLOADED at once when there is none */
  admit(): Disposable
  /** @throws OVERLOADED at once when the queue is full, or when the pool is disposed; an Error when the worker crashes. */
  run(task: Task): Promise<Result>
}

interface Job<Task, Result> extends Omit<PromiseWithResolvers<Result>, 'promise'> {
  readonly task: Task
}

interface Slot<Task, Result> {
  readonly worker: Worker
  job: Job<Task, Result> | undefined
  startedAt: number
}

export function createWorkerPool<Task, Result>(options: WorkerPoolOptions): WorkerPool<Task, Result> {
  const slots = new Set<Slot<Task, Result>>()
  const queue: Job<Task, Result>[] = []
  let taskSeconds = options.expectedTaskSeconds
  let admitted = 0
  let disposed = false

  const spawn = (): Slot<Task, Result> => {
    const slot: Slot<Task, Result> = { worker: new Worker(options.script), job: undefined, startedAt: 0 }
    let fault: unknown
    slot.worker.on('message', (result: Result) => {
      taskSeconds += SMOOTHING * ((performance.now() - slot.startedAt) / 1000 - taskSeconds)
      slot.worker.unref()
      slot.job?.resolve(result)
      slot.job = undefined
      dispatch()
    })
    slot.worker.on('error', (error) => {
      fault = error
    })
    slot.worker.on('exit', (exitCode) => {
      slots.delete(slot)
      slot.job?.reject(disposed ? overloaded(1) : new Error(`A worker ended with code ${exitCode}`, { cause: fault }))
      if (!disposed) dispatch()
    })
    // An idle worker does not keep the process alive, one at work does. Listening for messages has just undone that.
    slot.worker.unref()
    slots.add(slot)
    return slot
  }

  // A worker that ended is replaced when there is something to do: one that cannot even start fails its task and
  // does not start over for ever.
  const freeSlot = (): Slot<Task, Result> | undefined => {
    for (const slot of slots) if (slot.job === undefined) return slot
    return slots.size < options.workers ? spawn() : undefined
  }

  const dispatch = (): void => {
    while (queue.length > 0) {
      const slot = freeSlot()
      const job = slot && queue.shift()
      if (!slot || !job) return
      slot.job = job
      slot.startedAt = performance.now()
      slot.worker.ref()
      slot.worker.postMessage(job.task)
    }
  }

  const room = (): number => {
    const inTime = Math.floor((options.maxWaitSeconds * options.workers) / taskSeconds)
    return Math.min(options.maxQueue, Math.max(inTime, options.workers))
  }

  while (slots.size < options.workers) spawn()

  return {
    get waiting() {
      return queue.length
    },
    admit() {
      const places = room() + options.workers
      if (disposed || admitted >= places) throw overloaded(Math.ceil((places * taskSeconds) / options.workers))
      admitted += 1
      let isKept = true
      return {
        [Symbol.dispose]() {
          if (isKept) admitted -= 1
          isKept = false
        },
      }
    },
    async run(task) {
      if (disposed) throw overloaded(1)
      if (queue.length >= room() && freeSlot() === undefined) {
        throw overloaded(Math.ceil((queue.length * taskSeconds) / options.workers))
      }
      const { promise, resolve, reject } = Promise.withResolvers<Result>()
      queue.push({ task, resolve, reject })
      dispatch()
      return promise
    },
    async [Symbol.asyncDispose]() {
      disposed = true
      for (const job of queue.splice(0)) job.reject(overloaded(1))
      await Promise.all([...slots].map(({ worker }) => worker.terminate()))
    },
  }
}

const overloaded = (seconds: number) => new DomainError('OVERLOADED', { retryAfterSeconds: Math.max(1, seconds) })
