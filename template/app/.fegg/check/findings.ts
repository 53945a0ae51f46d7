import { SourceMap } from 'node:module'

export type Finding = {
  kind: 'console' | 'exception' | 'rejection' | 'transform' | 'import'
  message: string
  file?: string
  line?: number
}

const messageLimit = 2_000
const findingLimit = 30

/** A page's problems without duplicates, with their places in the sources. */
export class Findings {
  readonly errors: Finding[] = []
  readonly warnings: string[] = []
  readonly #base: string
  readonly #maps = new Map<string, SourceMap>()

  constructor(base: string) {
    this.#base = base
  }

  /** Reads the source map that Vite appends to a module. */
  learnMap(url: string, code: string) {
    const at = code.lastIndexOf('//# sourceMappingURL=data:application/json;base64,')
    if (at === -1) return
    const payload = Buffer.from(code.slice(code.indexOf(',', at) + 1), 'base64').toString('utf8')
    try {
      this.#maps.set(url, new SourceMap(JSON.parse(payload)))
    } catch {
      // Without a map, places refer to the transformed module.
    }
  }

  add(finding: Finding) {
    const known = this.errors.some(
      (error) => error.kind === finding.kind && error.message === finding.message,
    )
    if (known || this.errors.length >= findingLimit) return
    this.errors.push({ ...finding, message: finding.message.slice(0, messageLimit) })
  }

  addThrown(kind: Finding['kind'], thrown: unknown) {
    this.add({ kind, message: describe(thrown), ...this.placeOf(thrown) })
  }

  addConsole(level: 'error' | 'warn', args: unknown[]) {
    const message = consoleText(args)
    if (level === 'warn') {
      if (this.warnings.length < findingLimit && !this.warnings.includes(message))
        this.warnings.push(message.slice(0, messageLimit))
      return
    }
    const place = args.map((arg) => this.placeOf(arg)).find((found) => found.file)
    this.add({ kind: 'console', message, ...place })
  }

  placeOf(thrown: unknown): { file?: string; line?: number } {
    if (!(thrown instanceof Error) || !thrown.stack) return {}
    for (const frame of thrown.stack.matchAll(/(https?:\/\/[^\s()]+?):(\d+):(\d+)/g)) {
      const [, address = '', line = '1', column = '1'] = frame
      if (!address.startsWith(this.#base)) continue
      const { pathname } = new URL(address)
      if (pathname.startsWith('/node_modules/') || pathname.startsWith('/@')) continue
      return this.place(address, Number(line), Number(column))
    }
    return {}
  }

  /** Maps a place in a transformed module to its source. Both count from 1. */
  place(url: string, line: number, column: number) {
    const mapped = this.#maps.get(url)?.findEntry(line - 1, column - 1)
    const original = mapped && 'originalLine' in mapped ? mapped.originalLine + 1 : line
    return { file: new URL(url).pathname.slice(1), line: original }
  }
}

export function describe(value: unknown): string {
  if (value instanceof Error) return `${value.name}: ${value.message}`
  if (typeof value === 'object' && value !== null) {
    try {
      return JSON.stringify(value)
    } catch {
      return Object.prototype.toString.call(value)
    }
  }
  return String(value)
}

/** As a console prints it, with `%s` and the like filled in. */
function consoleText(args: unknown[]) {
  const [first, ...rest] = args
  if (typeof first !== 'string') return args.map(describe).join(' ')
  const filled = first.replace(/%[sdifoOc]/g, (directive) => {
    if (rest.length === 0) return directive
    const value = rest.shift()
    return directive === '%c' ? '' : describe(value)
  })
  return [filled, ...rest.map(describe)].join(' ').trim()
}
