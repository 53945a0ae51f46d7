import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { type TextJob, TextMerge } from './text-job.ts'

const module = new URL('./text-worker.ts', import.meta.url)

/** A few threads for long texts, started when the first ones come. One job at a time each; the others wait. */
export class TextThreads {
  readonly #most: number
  readonly #idle: Worker[] = []
  readonly #waiting: Array<(worker: Worker) => void> = []
  #count = 0

  constructor(most: number) {
    this.#most = most
  }

  #start(): Worker {
    this.#count += 1
    const worker = new Worker(module)
    worker.once('exit', () => {
      this.#count -= 1
      const index = this.#idle.indexOf(worker)
      if (index !== -1) this.#idle.splice(index, 1)
      const next = this.#waiting.shift()
      if (next) next(this.#start())
    })
    return worker
  }

  #take(): Promise<Worker> {
    const idle = this.#idle.pop()
    if (idle) return Promise.resolve(idle)
    if (this.#count < this.#most) return Promise.resolve(this.#start())
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  #give(worker: Worker): void {
    const next = this.#waiting.shift()
    if (next) return next(worker)
    // an idle thread doesn't keep the process
    worker.unref()
    this.#idle.push(worker)
  }

  /** Throws if the thread dies, as it does without memory. */
  async run(job: TextJob): Promise<TextMerge> {
    const worker = await this.#take()
    worker.ref()
    worker.postMessage(job)
    const [message] = await once(worker, 'message')
    this.#give(worker)
    return TextMerge.parse(message)
  }
}
