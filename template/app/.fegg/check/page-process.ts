import { type ChildProcess, fork } from 'node:child_process'
import path from 'node:path'
import type { FromPage, PageModule, Shown, ToPage } from './messages.ts'

const heapMb = 512
const flags = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  `--max-old-space-size=${heapMb}`,
]

export type Preparation = { base: string; html: string; modules: PageModule[] }

/** A process that becomes a page once. */
export class PageProcess {
  readonly prepared: Promise<void>
  /** What it was prepared with. */
  readonly html: string
  readonly #codes: Map<string, string>
  readonly #child: ChildProcess
  readonly #code: (url: string) => Promise<string | null>
  readonly #shown = Promise.withResolvers<Shown>()
  readonly #ready = Promise.withResolvers<void>()

  constructor({ base, html, modules }: Preparation, code: (url: string) => Promise<string | null>) {
    this.html = html
    this.#code = code
    this.#codes = new Map(modules.map((module) => [module.url, module.code]))
    this.#child = fork(path.join(import.meta.dirname, 'page.ts'), [], {
      execArgv: flags,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    this.prepared = this.#ready.promise
    this.prepared.catch(() => undefined)
    this.#shown.promise.catch(() => undefined)
    this.#child.on('message', (message: FromPage) => void this.#hear(message))
    const ended = () => {
      const error = new Error('The page ended before it was shown.')
      this.#ready.reject(error)
      this.#shown.reject(error)
    }
    this.#child.on('error', ended)
    this.#child.on('exit', ended)
    this.#send({ do: 'prepare', base, html, modules })
  }

  /** Whether the packages are the ones that it has run. */
  fits(html: string, packages: readonly PageModule[]): boolean {
    return (
      this.#child.exitCode === null &&
      html === this.html &&
      packages.every(({ url, code }) => this.#codes.get(url) === code)
    )
  }

  /** Rejects if the page ended, and after `limitMs`. Can be called once. */
  async show(
    route: string,
    app: { modules: PageModule[]; own: string[]; roots: string[] },
    { waitMs, limitMs }: { waitMs: number; limitMs: number },
  ): Promise<Shown> {
    const late = setTimeout(() => this.end(), limitMs)
    try {
      await this.prepared
      const modules = app.modules.filter(({ url, code }) => this.#codes.get(url) !== code)
      this.#send({ do: 'show', route, modules, all: app.own, roots: app.roots, waitMs })
      return await this.#shown.promise
    } finally {
      clearTimeout(late)
    }
  }

  end() {
    this.#child.kill('SIGKILL')
  }

  #send(message: ToPage) {
    if (this.#child.connected) this.#child.send(message, () => undefined)
  }

  async #hear(message: FromPage) {
    if (message.say === 'prepared') this.#ready.resolve()
    else if (message.say === 'shown') this.#shown.resolve(message)
    else this.#send({ do: 'answer', url: message.url, code: await this.#code(message.url) })
  }
}
