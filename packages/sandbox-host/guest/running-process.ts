import type { StreamOut } from './connect-rpc.ts'
import { Deadline } from './deadline.ts'
import { type End, endOf, type Program, type StartOptions } from './program.ts'
import { RpcError } from './rpc-error.ts'

export class RunningProcess {
  readonly options: StartOptions
  readonly program: Program
  readonly #listeners = new Set<StreamOut>()
  readonly #behind = new Set<StreamOut>()
  readonly #deadline: Deadline
  #timedOut = false
  #end: End | null = null

  constructor(program: Program, options: StartOptions, onEnd: () => void) {
    this.program = program
    this.options = options
    for (const { kind, stream } of program.outputs)
      stream.on('data', (chunk: Buffer) => this.#publish(kind, chunk))
    void program.ended.then((end) => {
      this.#finish(end)
      onEnd()
    })
    this.#deadline = new Deadline(options.timeoutMs, () => this.#expire())
  }

  get pid(): number {
    return this.program.pid
  }

  get isRunning(): boolean {
    return this.#end === null
  }

  hold(): void {
    this.#deadline.hold()
  }

  release(): void {
    if (this.isRunning) this.#deadline.start()
  }

  /** Sends the pid, then all further events. */
  attach(out: StreamOut): void {
    out.send({ event: { start: { pid: this.pid } } })
    if (this.#end) {
      this.#conclude(out, this.#end)
      return
    }
    this.#listeners.add(out)
    out.onDrain(() => this.#caughtUp(out))
    out.onClose(() => {
      this.#listeners.delete(out)
      this.#caughtUp(out)
    })
  }

  #publish(kind: string, chunk: Buffer): void {
    const message = { event: { data: { [kind]: chunk.toString('base64') } } }
    for (const out of this.#listeners) {
      if (!out.send(message)) this.#behind.add(out)
    }
    // Backpressure: a slow client pauses the command.
    if (this.#behind.size > 0) for (const { stream } of this.program.outputs) stream.pause()
  }

  #caughtUp(out: StreamOut): void {
    this.#behind.delete(out)
    if (this.#behind.size > 0) return
    for (const { stream } of this.program.outputs) stream.resume()
  }

  #expire(): void {
    this.#timedOut = true
    this.program.signal('SIGKILL')
    // Doesn't wait for 'close': a grandchild may hold the pipes open.
    this.#finish(endOf(null, 'SIGKILL'))
  }

  #finish(end: End): void {
    if (this.#end) return
    this.#deadline.hold()
    this.#end = end
    for (const out of this.#listeners) this.#conclude(out, end)
    this.#listeners.clear()
  }

  #conclude(out: StreamOut, end: End): void {
    if (this.#timedOut) {
      out.end(new RpcError('deadline_exceeded', 'the command has reached its timeout'))
      return
    }
    out.send({ event: { end } })
    out.end()
  }
}
