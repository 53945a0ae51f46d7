import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { startServer, templateCache } from '../../e2e/support/server.ts'
import { cachedHomeOf } from '../../server/sandbox/cached-home.ts'
import { findBun } from '@fegg/sandbox-host'
import { prepareTemplateHome } from '../../template/prepare.ts'

const run = promisify(execFile)

const viteCache = join('node_modules', '.vite')

export async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true })
  await run('cp', ['-a', '--', from, to])
}

export interface Trees extends AsyncDisposable {
  /** For our server (TEMPLATE_CACHE_DIR). */
  templates: string
  /** For bare Vite, with the same packages. */
  app: string
  emptyCache(): Promise<void>
}

async function prepare(): Promise<string> {
  const home = await prepareTemplateHome({
    cacheDir: templateCache,
    bun: findBun(),
    log: (line) => process.stderr.write(`${line}\n`),
  })
  if (!existsSync(cachedHomeOf(home))) await (await startServer())[Symbol.asyncDispose]()
  return home
}

export async function makeTrees(filled: boolean): Promise<Trees> {
  const prepared = dirname(await prepare())
  const folder = await mkdtemp(join(tmpdir(), 'fegg-bench-'))
  const templates = join(folder, 'templates')
  const home = join(templates, basename(prepared), 'home')
  const app = join(folder, 'app')
  await copyTree(prepared, dirname(home))
  if (!filled)
    await rm(join(cachedHomeOf(home), 'app', viteCache), { recursive: true, force: true })
  await copyTree(join(home, 'app'), app)
  await rm(join(app, '.fegg'), { recursive: true })
  return {
    templates,
    app,
    emptyCache: () => rm(join(app, viteCache), { recursive: true, force: true }),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  }
}
