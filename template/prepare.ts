import { execFile } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { pruneModules } from './prune.ts'

export const defaultTemplateId = 'fegg'

/** Run in the app's folder. Takes routes (default `/`), prints one line of JSON. */
export const checkPageCommand = 'node .fegg/check-page.ts'

const appFolder = path.join(import.meta.dirname, 'app')
/** Belongs to the sandbox: never enters a session's working tree. */
const infrastructure = '.fegg/'
/** Made on a machine, never part of the template. */
const made = ['node_modules', 'dist', '.cache', 'vendor']
const staleAfterMs = 60 * 60_000
const installLimitMs = 5 * 60_000

export type TemplateFile = { path: string; content: string }

/** The message says what to do. */
export class TemplateError extends Error {
  override name = 'TemplateError'
}

/** Includes folders that begin with a dot, but nothing that is made on a machine. */
export async function allFiles(): Promise<TemplateFile[]> {
  const read = await Promise.all(await filesIn(appFolder))
  return read.sort((a, b) => (a.path < b.path ? -1 : 1))
}

async function filesIn(folder: string): Promise<Promise<TemplateFile>[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const found = entries
    .filter((entry) => !made.includes(entry.name))
    .map(async (entry) => {
      const file = path.join(folder, entry.name)
      if (entry.isDirectory()) return filesIn(file)
      const name = path.relative(appFolder, file).split(path.sep).join('/')
      return entry.isFile() ? [readText(file, name)] : []
    })
  return (await Promise.all(found)).flat()
}

async function readText(file: string, name: string): Promise<TemplateFile> {
  return {
    path: name,
    content: await readFile(file, 'utf8'),
  }
}

/** Version 1 of a session's working tree: the app's sources and lockfile. */
export async function templateFiles(): Promise<TemplateFile[]> {
  const files = await allFiles()
  return files.filter((file) => !file.path.startsWith(infrastructure))
}

/** Includes platform and CPU: packages depend on them. */
function fingerprint(files: TemplateFile[]) {
  const hash = createHash('sha256')
  hash.update(JSON.stringify([process.platform, process.arch]))
  for (const file of files) hash.update(JSON.stringify([file.path, file.content]))
  return hash.digest('hex').slice(0, 16)
}

export type PrepareOptions = {
  /** Owned by the server; unused entries are deleted. */
  cacheDir: string
  bun: string
  log: (message: string) => void
}

/**
 * Prepares the home folder that sandboxes copy: `app/` with its packages installed. Reuses an earlier result. Of processes
 * that prepare at the same time, the first to finish wins. Throws TemplateError, and leaves nothing half made.
 * @returns the folder that becomes /home/user
 */
export async function prepareTemplateHome(options: PrepareOptions): Promise<string> {
  const { cacheDir, log } = options
  const files = await allFiles()
  const name = fingerprint(files)
  const home = path.join(cacheDir, name, 'home')
  if (await exists(home)) return home

  const started = performance.now()
  log('Installing the packages of the starter app (once)')
  await mkdir(cacheDir, { recursive: true })
  const draft = path.join(cacheDir, `.making-${randomUUID()}`)
  try {
    await fill(path.join(draft, 'home/app'), options)
    await rename(draft, path.join(cacheDir, name))
  } catch (error) {
    if (!(await exists(home))) throw error
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
  await removeOthers(cacheDir, name)
  log(`The starter app is ready (${((performance.now() - started) / 1_000).toFixed(1)} s)`)
  return home
}

async function exists(folder: string) {
  return stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  )
}

async function fill(app: string, { bun }: PrepareOptions) {
  await cp(appFolder, app, {
    recursive: true,
    filter: (source) =>
      source === appFolder || !made.some((name) => path.basename(source) === name),
  })
  const guest = path.join(app, '.fegg')
  await Promise.all([install(bun, app), install(bun, guest)])
  await run(bun, ['run', 'bundle'], guest)
  await rm(path.join(guest, 'node_modules'), { recursive: true })
  await pruneModules(path.join(app, 'node_modules'))
}

async function install(bun: string, folder: string) {
  await run(bun, ['install', '--frozen-lockfile', '--ignore-scripts', '--no-progress'], folder)
}

async function run(bun: string, args: string[], cwd: string) {
  // Scripts look for `bun` on PATH; the package's binary has another name.
  const named = await mkdtemp(path.join(tmpdir(), 'fegg-bun-'))
  const searchPath = `${named}${path.delimiter}${process.env.PATH ?? ''}`
  try {
    await symlink(bun, path.join(named, 'bun'))
    await promisify(execFile)(bun, args, {
      cwd,
      env: { ...process.env, PATH: searchPath },
      timeout: installLimitMs,
      maxBuffer: 1 << 24,
    })
  } catch (error) {
    throw new TemplateError(reasonOf(error, args))
  } finally {
    await rm(named, { recursive: true, force: true })
  }
}

const Failure = z.object({
  stderr: z.string().optional(),
  code: z.unknown(),
  killed: z.boolean().optional(),
})

function reasonOf(error: unknown, args: string[]) {
  const { stderr = '', code, killed } = Failure.safeParse(error).data ?? {}
  if (code === 'ENOENT') return 'The starter app cannot be prepared: the Bun binary is missing.'
  const lines = stderr.split('\n').filter((line) => /error|fail|refused/i.test(line))
  const said = killed
    ? `it took over ${installLimitMs / 60_000} minutes`
    : lines.slice(0, 3).join('; ').slice(0, 500)
  return (
    `The starter app cannot be prepared: bun ${args[0]} failed (${said || String(error)}). ` +
    'See whether the package registry that npm is configured with can be reached, and start again.'
  )
}

/** Removes other versions, and leftovers of processes that died. */
async function removeOthers(cacheDir: string, keep: string) {
  for (const entry of await readdir(cacheDir, { withFileTypes: true })) {
    const folder = path.join(cacheDir, entry.name)
    const ours = /^([0-9a-f]{16}|\.making-.*)$/.test(entry.name)
    if (!ours || entry.name === keep || !entry.isDirectory()) continue
    if (entry.name.startsWith('.making-')) {
      const age = await stat(folder).then(
        (found) => Date.now() - found.mtimeMs,
        () => 0,
      )
      if (age < staleAfterMs) continue
    }
    await rm(folder, { recursive: true, force: true })
  }
}
