import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify, stripVTControlCharacters } from 'node:util'
import { findBun } from '@fegg/sandbox-host'
import { z } from 'zod'
import { prepareTemplateHome } from '../prepare.ts'

export const bun = findBun()

export const PageReport = z.object({
  ok: z.boolean().nullable(),
  why: z.string(),
  problems: z.array(
    z.object({ message: z.string(), file: z.string().optional(), line: z.number().optional() }),
  ),
  unseen: z.array(z.string()),
  text: z.string(),
  ms: z.number(),
})
export type PageReport = z.infer<typeof PageReport>

const sharedCache = fileURLToPath(
  new URL('../../node_modules/.cache/fegg-template', import.meta.url),
)

/** Must not be changed: tests share it. */
export function preparedHome() {
  return prepareTemplateHome({ cacheDir: sharedCache, bun, log: () => {} })
}

/** Hard-links the packages, if possible. */
async function copyApp(from: string, to: string): Promise<void> {
  const packages = path.join(from, 'node_modules')
  await cp(from, to, { recursive: true, filter: (file) => file !== packages })
  const target = path.join(to, 'node_modules')
  const run = promisify(execFile)
  await run('cp', [process.platform === 'darwin' ? '-cR' : '-al', packages, target]).catch(
    async () => {
      await rm(target, { recursive: true, force: true })
      await run('cp', ['-a', packages, target])
    },
  )
}

/** A copy of the template and, once started, its dev server on a free port. */
export class RunningApp implements AsyncDisposable {
  readonly folder: string
  readonly base: string
  readonly #scratch: string
  readonly #stop: () => Promise<void>

  private constructor(scratch: string, base: string, stop: () => Promise<void>) {
    this.#scratch = scratch
    this.folder = path.join(scratch, 'app')
    this.base = base
    this.#stop = stop
  }

  static async start(): Promise<RunningApp> {
    const scratch = await mkdtemp(path.join(tmpdir(), 'template-'))
    const home = await preparedHome()
    const folder = path.join(scratch, 'app')
    await copyApp(path.join(home, 'app'), folder)
    const child = spawn(process.execPath, ['.fegg/dev.ts', '--port', '0'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const exited = once(child, 'exit')
    const stop = async () => {
      child.kill()
      await exited
    }
    // Keep reading: a server that can't print dies.
    const base = await new Promise<string>((resolve, reject) => {
      let said = ''
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        // Vite prints colours if CI is set
        said += stripVTControlCharacters(chunk)
        const address = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0]
        if (address) resolve(address)
      })
      exited.then(() => reject(new Error(`The dev server ended: ${said}`)), reject)
    })
    return new RunningApp(scratch, base, stop)
  }

  write(file: string, content: string) {
    return writeFile(path.join(this.folder, file), content)
  }

  async check(...routes: string[]): Promise<PageReport> {
    const args = ['.fegg/check-page.ts', '--base', this.base, ...routes]
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: this.folder })
    return PageReport.parse(JSON.parse(stdout))
  }

  /** What decides whether a step is shown; with `waitMs`, what is checked where no browser is. */
  async try(waitMs = 0): Promise<PageReport> {
    const answer = await fetch(`${this.base}/.fegg/check?wait=${waitMs}`)
    return PageReport.parse(await answer.json())
  }

  async runScript(name: string): Promise<{ code: number; output: string }> {
    const searchPath = `${path.dirname(process.execPath)}${path.delimiter}${process.env.PATH ?? ''}`
    // the tests' own would make builds for development
    const { NODE_ENV: _, ...env } = process.env
    const child = spawn(bun, ['run', name], {
      cwd: this.folder,
      env: { ...env, PATH: searchPath },
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        output += chunk
      })
    }
    const code = await new Promise<number>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (exitCode) => resolve(exitCode ?? 1))
    })
    return { code, output }
  }

  async [Symbol.asyncDispose]() {
    await this.#stop()
    await rm(this.#scratch, { recursive: true, force: true })
  }
}
