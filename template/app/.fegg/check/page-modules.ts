import vm from 'node:vm'
import type { ModulePlace, PageModule } from './messages.ts'

/** A module that only a browser could load. */
export class ElsewhereError extends Error {}

/** An import of a name that the module doesn't export. */
export class LinkError extends Error {
  readonly place: ModulePlace | null
  constructor(message: string, place: ModulePlace | null) {
    super(message)
    this.place = place
  }
}

/** Vite's client would open a socket and insert styles. Its other module sets what the configuration defines. */
const clientStub = `
  import '/@vite/env'
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

/** Addresses as the dev server's module graph has them: no time stamp, no mark of an import. */
export function plainAddress(address: string): string {
  return address
    .replace(/([?&])(?:t=\d+|import(?==?(?:&|$))=?)(?=&|$)/g, '$1')
    .replace(/&{2,}/g, '&')
    .replace(/\?&+/, '?')
    .replace(/[?&]+$/, '')
}

export const isOfPackage = (url: string) => /^\/(?:node_modules\/|@)|\/node_modules\//.test(url)

/** The page's modules: one for each address, as in a browser. */
export class PageModules {
  readonly #base: string
  readonly #ask: (url: string) => Promise<string | null>
  readonly #codes = new Map<string, string>()
  readonly #modules = new Map<string, Promise<vm.SourceTextModule>>()
  #linking: Promise<unknown> = Promise.resolve()

  constructor(base: string, ask: (url: string) => Promise<string | null>) {
    this.#base = base
    this.#ask = ask
  }

  sourceOf(url: string) {
    return this.#codes.get(url)
  }

  /** A changed module replaces the old one; none of the app's has run by then. */
  learn(modules: readonly PageModule[]) {
    for (const { url, code } of modules) {
      if (this.#codes.get(url) === code) continue
      this.#codes.set(url, code)
      this.#modules.delete(url)
    }
    for (const { url } of modules) void this.#module(url).catch(() => undefined)
  }

  /** Throws LinkError if a name is missing anywhere below. */
  async link(url: string) {
    const module = await this.#module(url)
    await this.#link(module)
    return module
  }

  async run(url: string) {
    const module = await this.link(url)
    await module.evaluate()
    return module
  }

  async runInline(url: string, code: string) {
    const module = this.#compile(url, code)
    await this.#link(module)
    await module.evaluate()
  }

  /** Links one module after another, because two must not link a module that they share at once. */
  async #link(module: vm.SourceTextModule) {
    const linked = this.#linking.then(() => this.#linkNow(module))
    this.#linking = linked.catch(() => undefined)
    await linked
  }

  async #linkNow(module: vm.SourceTextModule) {
    if (module.status !== 'unlinked') return
    try {
      await module.link((specifier, importer) => this.#import(specifier, importer.identifier))
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      // All modules were found and parsed, so this is a missing export.
      throw this.#missingExport(error.message)
    }
  }

  /** V8 doesn't say which module imports the name. */
  #missingExport(message: string): LinkError {
    const [, specifier, name] =
      /module '(.*)' does not provide an export named '(.*)'/.exec(message) ?? []
    const readable = message.replace(/\/node_modules\/\.vite\/deps\/|\.js\?v=\w+|\?t=\d+/g, '')
    if (!specifier || !name) return new LinkError(readable, null)
    for (const [url, code] of this.#codes) {
      for (const found of code.matchAll(/\b(?:import|export)\b[^;'"]*?\bfrom\s*"([^"]+)"/g)) {
        const names = new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`)
        if (found[1] !== specifier || !names.test(found[0])) continue
        const before = code.slice(0, found.index).split('\n')
        const column = (before.at(-1)?.length ?? 0) + 1
        return new LinkError(readable, { url, line: before.length, column })
      }
    }
    return new LinkError(readable, null)
  }

  #import(specifier: string, importer: string) {
    const address = new URL(specifier, importer)
    if (address.origin !== this.#base) throw new ElsewhereError(address.href)
    return this.#module(plainAddress(address.href.slice(this.#base.length)))
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
    if (url === '/@vite/client') return this.#compile(url, clientStub)
    let code = this.#codes.get(url) ?? null
    if (code === null) {
      code = await this.#ask(url)
      if (code === null) throw new ElsewhereError(url)
      this.#codes.set(url, code)
    }
    return this.#compile(url, code)
  }

  #compile(url: string, code: string): vm.SourceTextModule {
    return new vm.SourceTextModule(code, {
      identifier: this.#base + url,
      initializeImportMeta: (meta) => {
        meta.url = this.#base + url
      },
      importModuleDynamically: async (specifier) => {
        const module = await this.#import(specifier, this.#base + url)
        await this.#link(module)
        await module.evaluate()
        return module
      },
    })
  }
}
