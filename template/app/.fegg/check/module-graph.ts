import { statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import type { DevEnvironment, Plugin, ViteDevServer } from 'vite'
import type { ModulePlace } from './messages.ts'
import { isOfPackage, plainAddress } from './page-modules.ts'
import { checkStyles } from './styles.ts'

export type Problem = { message: string; file?: string; line?: number }

/** Vite is at work on its packages, or ends: try again. */
export class UnsettledError extends Error {}

type Loaded = { code: string; map: unknown }

export type AppModules = {
  modules: Map<string, Loaded>
  problems: Problem[]
  /** The page's own scripts. */
  roots: string[]
  html: string
}

const rounds = 5

export function stampOf(file: string): string {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false })
  return found ? `${found.mtimeNs} ${found.ctimeNs} ${found.size} ${found.ino}` : 'gone'
}

/** Pages write the ids of virtual modules so. */
const requestOf = (url: string) => url.replace(/^\/@id\//, '').replace('__x00__', '\0')

const fileOf = (id: string) => id.replace(/[?#].*$/, '')

/**
 * The app's modules as the dev server gives them to a browser, made from the files as they are: the watcher may be behind.
 */
export class ModuleGraph {
  readonly #stamps = new Map<string, string>()
  #server: ViteDevServer | null = null
  /** Style sheets that are right, as they were then: Vite makes them anew whenever any file changes. */
  readonly #sheets = new Map<string, { stamp: string; loaded: Loaded }>()

  /** Notes each file's state before Vite reads it. */
  plugin(): Plugin {
    return {
      name: 'fegg:file-stamps',
      apply: 'serve',
      enforce: 'pre',
      configureServer: (server) => {
        this.#server = server
        this.#stamps.clear()
        this.#sheets.clear()
      },
      load: (id) => {
        if (path.isAbsolute(id)) this.#stamps.set(id, stampOf(fileOf(id)))
        return null
      },
    }
  }

  /** Throws UnsettledError. */
  async settled(): Promise<AppModules> {
    const server = this.#server
    const environment = server?.environments.client
    if (!server || !environment) throw new UnsettledError('The dev server is starting.')
    this.#dropStale(environment)
    for (let round = 0; round < rounds; round++) {
      const before = environment.depsOptimizer?.metadata.browserHash
      const found = await this.#collect(server, environment)
      if (found === null) {
        environment.moduleGraph.invalidateAll()
        continue
      }
      const changed = this.#dropStale(environment)
      if (!changed && before === environment.depsOptimizer?.metadata.browserHash) return found
    }
    throw new UnsettledError('The files kept changing.')
  }

  async code(url: string): Promise<string | null> {
    const answer = await this.#server?.environments.client
      .transformRequest(requestOf(url))
      .catch(() => null)
    return answer?.code ?? null
  }

  #dropStale({ moduleGraph, config }: DevEnvironment): boolean {
    let any = false
    for (const [id, module] of moduleGraph.idToModuleMap) {
      const { file } = module
      if (!file || !module.transformResult || isOfPackage(file)) continue
      if (!file.startsWith(config.root) || stampOf(fileOf(id)) === this.#stamps.get(id)) continue
      // Not its importers: their code stays right.
      module.transformResult = null
      module.lastInvalidationTimestamp = Date.now()
      any = true
    }
    return any
  }

  /** Null if modules ask for packages that Vite has replaced. */
  async #collect(server: ViteDevServer, environment: DevEnvironment): Promise<AppModules | null> {
    const source = await readFile(path.join(server.config.root, 'index.html'), 'utf8').catch(
      () => null,
    )
    if (source === null) {
      const problems = [{ message: 'index.html is missing', file: 'index.html' }]
      return { modules: new Map(), problems, roots: [], html: '' }
    }
    const html = pageOf(await server.transformIndexHtml('/', source))
    const modules = new Map<string, Loaded>()
    const problems: Problem[] = []
    const seen = new Set<string>()
    let outdated = false
    const visit = async (url: string): Promise<void> => {
      if (seen.has(url)) return
      seen.add(url)
      try {
        if (isSheet(url)) {
          const sheet = await this.#sheet(url, environment)
          if (Array.isArray(sheet)) problems.push(...sheet)
          else modules.set(url, sheet)
          return
        }
        const loaded = await load(url, environment)
        modules.set(url, loaded)
        const node = await environment.moduleGraph.getModuleByUrl(requestOf(url))
        // Others are only watched.
        const imported = [...(node?.importedModules ?? [])].filter((next) =>
          loaded.code.includes(`"${next.url}`),
        )
        await Promise.all(imported.map((next) => visit(next.url)))
      } catch (error) {
        if (isOutdated(error)) outdated = true
        else problems.push(problemOf(error, server.config.root))
      }
    }
    const roots = rootsOf(html)
    await Promise.all(roots.map(visit))
    if (outdated) return null
    return { modules, problems, roots, html }
  }

  async #sheet(url: string, environment: DevEnvironment): Promise<Loaded | Problem[]> {
    const { root } = environment.config
    const file = path.join(root, url)
    const stamp = stampOf(file)
    const known = this.#sheets.get(url)
    if (known?.stamp === stamp) return known.loaded
    this.#sheets.delete(url)
    const loaded = await load(url, environment)
    const problems = await checkStyles(root, file)
    if (problems.length > 0) return problems
    this.#sheets.set(url, { stamp, loaded })
    return loaded
  }
}

const isSheet = (url: string) => /^\/(?!@|node_modules\/)[^?]*\.css$/.test(url)

async function load(url: string, environment: DevEnvironment): Promise<Loaded> {
  const result = await environment.transformRequest(requestOf(url))
  if (!result) throw new Error(`Failed to load url ${url}. Does the file exist?`)
  return { code: result.code, map: result.map }
}

/** The page without the bridge and without what changes at each update. */
function pageOf(html: string): string {
  return html
    .replace(/<script\b[^>]*\bsrc="\/(?:\.fegg\/|@vite\/client)[^>]*><\/script>/g, '')
    .replace(/<meta name="fegg-revision"[^>]*>/g, '')
    .replace(/([?&])t=\d+/g, '$1')
}

function rootsOf(html: string): string[] {
  const scripts = html.match(/<script\b[^>]*>/gi) ?? []
  return scripts.flatMap((tag) => {
    const src = /\bsrc=["']?([^"'\s>]+)/i.exec(tag)?.[1]
    return /\btype=["']?module/i.test(tag) && src?.startsWith('/')
      ? [plainAddress(src.replaceAll('&amp;', '&'))]
      : []
  })
}

type ViteError = Error & {
  code?: string
  id?: string
  frame?: string
  loc?: { file?: string; line: number }
}

const isOutdated = (error: unknown) =>
  error instanceof Error && /new version of the pre-bundle/.test(error.message)

/** Throws UnsettledError for what isn't the app's doing. */
function problemOf(thrown: unknown, root: string): Problem {
  const error: ViteError = thrown instanceof Error ? thrown : new Error(String(thrown))
  const { code = '' } = error
  const passing = /^ERR_(OPTIMIZE_DEPS_PROCESSING_ERROR|CLOSED_SERVER)$/
  if (passing.test(code) || /^E(MFILE|NFILE|NOMEM|NOSPC|IO)$/.test(code))
    throw new UnsettledError(error.message)
  const file = error.loc?.file ?? error.id
  // The parser gives the place in the text only.
  const line =
    error.loc?.line ??
    Number(/─\[ \S+:(\d+):\d+ \]/.exec(stripVTControlCharacters(error.message))?.[1])
  const said = [error.message, error.frame].filter(Boolean).join('\n')
  // Vite prints colours if CI is set.
  const message = stripVTControlCharacters(said)
  return {
    message: message.replaceAll(`${root}/`, ''),
    ...(file && { file: fileOf(file).replace(`${root}/`, '') }),
    ...(line > 0 && { line }),
  }
}

/** The line and column in the source file, both from 1, for a line and column of the module that Vite made of it. */
export async function sourcePlace(place: ModulePlace, map: unknown) {
  const { SourceMap } = await import('node:module')
  let line = place.line
  try {
    const found = new SourceMap(map as ConstructorParameters<typeof SourceMap>[0]).findEntry(
      place.line - 1,
      place.column - 1,
    )
    if ('originalLine' in found) line = found.originalLine + 1
  } catch {
    // Without a map the place refers to the transformed module.
  }
  return { file: fileOf(place.url).slice(1), line }
}
