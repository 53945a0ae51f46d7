import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { templateCache } from '../../e2e/support/server.ts'
import { findBun } from '../../server/sandbox-host/bun.ts'
import { prepareTemplateHome } from '../../template/prepare.ts'

const run = promisify(execFile)

/** Where Vite keeps the packages that it has prepared for the browser, in an app's folder. */
const viteCache = join('node_modules', '.vite')

/** Copies with all owners and times, by the machine's own tool. */
export const copyTree = async (from: string, to: string): Promise<void> => {
  await mkdir(dirname(to), { recursive: true })
  await run('cp', ['-a', '--', from, to])
}

export interface Trees extends AsyncDisposable {
  /** A folder of prepared starter apps, for a server of its own (TEMPLATE_CACHE_DIR). */
  templates: string
  /** The same starter app with the same packages, for a Vite of its own. */
  app: string
  /** Takes Vite's cache out of that app. */
  emptyCache(): Promise<void>
}

/** The prepared starter app twice, with Vite's cache as the server prepares it (`filled`) or without. */
export const makeTrees = async (filled: boolean): Promise<Trees> => {
  const prepared = await prepareTemplateHome({
    cacheDir: templateCache,
    bun: findBun(),
    log: (line) => process.stderr.write(`${line}\n`),
  })
  const folder = await mkdtemp(join(tmpdir(), 'fegg-bench-'))
  const templates = join(folder, 'templates')
  const home = join(templates, basename(dirname(prepared)), 'home')
  const app = join(folder, 'app')
  await copyTree(prepared, home)
  if (!filled) await rm(join(home, 'app', viteCache), { recursive: true, force: true })
  await copyTree(join(home, 'app'), app)
  await rm(join(app, '.fegg'), { recursive: true })
  const emptyCache = () => rm(join(app, viteCache), { recursive: true, force: true })
  await emptyCache()
  return {
    templates,
    app,
    emptyCache,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  }
}
