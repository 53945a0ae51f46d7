import vm from 'node:vm'
import type { Finding, Findings } from './findings.ts'

/** The cause is among the findings. */
export class LoadError extends Error {}

/** The dev server re-optimised its dependencies: the loaded modules no longer match. */
export class StaleError extends Error {}

/** Vite's client would open a socket and insert styles. */
const clientStub = `
  const nothing = () => {}
  export const createHotContext = () => ({
    data: {}, accept: nothing, acceptExports: nothing, dispose: nothing, prune: nothing,
    decline: nothing, invalidate: nothing, on: nothing, off: nothing, send: nothing,
  })
  export const updateStyle = nothing
  export const removeStyle = nothing
  export const injectQuery = (url) => url
  export class ErrorOverlay {}
`

/** Loads modules from the dev server as a browser does: one module per URL. */
export class ModuleLoader {
  readonly #findings: Findings
  readonly #modules = new Map<string, Promise<vm.SourceTextModule>>()
  readonly #sources = new Map<string, string>()
  #pending = 0

  constructor(findings: Findings) {
    this.#findings = findings
  }

  get styleSheets() {
    const files = [...this.#modules.keys()].map((url) => new URL(url).pathname.slice(1))
    return files.filter((file) => /^(?!node_modules\/|@).*\.css$/.test(file))
  }

  get busy() {
    return this.#pending > 0
  }

  async run(url: string) {
    return this.#evaluate(await this.#module(url))
  }

  async runInline(url: string, code: string) {
    return this.#evaluate(this.#compile(url, code))
  }

  async #evaluate(module: vm.SourceTextModule) {
    this.#pending += 1
    try {
      if (module.status === 'unlinked') await this.#link(module)
      await module.evaluate()
      return module
    } finally {
      this.#pending -= 1
    }
  }

  async #link(module: vm.SourceTextModule) {
    try {
      await module.link((specifier, importer) => this.#import(specifier, importer.identifier))
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      // All modules were found and parsed, so this is a missing export.
      this.#findings.add({ kind: 'import', ...this.#missingExport(error.message) })
      throw new LoadError(error.message)
    }
  }

  /** V8 doesn't say which module imports the name. */
  #missingExport(message: string) {
    const [, specifier, name] =
      /module '(.*)' does not provide an export named '(.*)'/.exec(message) ?? []
    if (!specifier || !name) return { message }
    const readable = message.replace(/\/node_modules\/\.vite\/deps\/|\.js\?v=\w+/g, '')
    for (const [url, code] of this.#sources) {
      for (const found of code.matchAll(/\b(?:import|export)\b[^;'"]*?\bfrom\s*"([^"]+)"/g)) {
        const names = new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`)
        if (found[1] !== specifier || !names.test(found[0])) continue
        const before = code.slice(0, found.index).split('\n')
        const column = (before.at(-1)?.length ?? 0) + 1
        return { message: readable, ...this.#findings.place(url, before.length, column) }
      }
    }
    return { message: readable }
  }

  #import(specifier: string, importer: string): Promise<vm.SourceTextModule> {
    return this.#module(new URL(specifier, importer).href)
  }

  #module(url: string): Promise<vm.SourceTextModule> {
    let module = this.#modules.get(url)
    if (!module) {
      module = this.#load(url)
      this.#modules.set(url, module)
    }
    return module
  }

  async #load(url: string): Promise<vm.SourceTextModule> {
    const address = new URL(url)
    if (address.pathname === '/@vite/client') return this.#compile(url, clientStub)
    const response = await fetch(url, { headers: { accept: '*/*', 'sec-fetch-dest': 'script' } })
    const text = await response.text()
    if (response.status === 504) throw new StaleError(url)
    const type = response.headers.get('content-type') ?? ''
    if (response.ok && /javascript/.test(type)) return this.#compile(url, text)
    const finding = failureOf(text) ?? {
      kind: 'import' as const,
      message: `${address.pathname} is no module that the page could load (${response.status} ${type})`,
    }
    this.#findings.add(finding)
    throw new LoadError(finding.message)
  }

  #compile(url: string, code: string): vm.SourceTextModule {
    this.#sources.set(url, code)
    this.#findings.learnMap(url, code)
    try {
      return new vm.SourceTextModule(code, {
        identifier: url,
        initializeImportMeta: (meta) => {
          meta.url = url
        },
        importModuleDynamically: async (specifier) =>
          this.#evaluate(await this.#import(specifier, url)),
      })
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      const file = new URL(url).pathname.slice(1)
      this.#findings.add({ kind: 'transform', message: `SyntaxError: ${error.message}`, file })
      throw new LoadError(error.message)
    }
  }
}

/** Vite sends an HTML page in place of a module that it can't transform. */
function failureOf(page: string): Finding | undefined {
  const json = /const error = (\{.*\})\n/.exec(page)?.[1]
  if (!json) return undefined
  const error: { message: string; id?: string; frame?: string; loc?: ViteLocation } =
    JSON.parse(json)
  const file = error.loc?.file ?? error.id
  // The parser gives the place in the text only.
  const line = error.loc?.line ?? Number(/─\[ \S+:(\d+):\d+ \]/.exec(error.message)?.[1])
  const message = [error.message, error.frame].filter(Boolean).join('\n')
  return {
    kind: /resolve import|resolve entry|does the file exist/i.test(error.message)
      ? 'import'
      : 'transform',
    message: message.replaceAll(`${process.cwd()}/`, ''),
    ...(file && { file: file.replace(/\?.*$/, '').replace(`${process.cwd()}/`, '') }),
    ...(line > 0 && { line }),
  }
}

type ViteLocation = { file?: string; line: number }
