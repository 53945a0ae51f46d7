import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { allFiles, prepareTemplateHome, TemplateError, templateFiles } from './prepare.ts'
import { bun } from './testing/running-app.ts'

let cacheDir: string

beforeEach(async () => {
  cacheDir = await mkdtemp(path.join(tmpdir(), 'template-cache-'))
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(cacheDir, { recursive: true, force: true })
})

function prepare(log: (message: string) => void = () => {}) {
  return prepareTemplateHome({ cacheDir, bun, log })
}

describe('the prepared home', () => {
  test('has the packages, is found again, and replaces older ones', async () => {
    await mkdir(path.join(cacheDir, '0123456789abcdef/home'), { recursive: true })
    await mkdir(path.join(cacheDir, 'somebody-elses'))
    const abandoned = path.join(cacheDir, '.making-by-the-dead')
    await mkdir(abandoned)
    await utimes(abandoned, 0, 0)

    const said: string[] = []
    const home = await prepare((message) => said.push(message))
    expect(said).toHaveLength(2)
    expect((await stat(path.join(home, 'app/node_modules/react/package.json'))).isFile()).toBe(true)
    expect((await stat(path.join(home, 'app/.fegg/vendor/happy-dom.mjs'))).isFile()).toBe(true)
    expect((await stat(path.join(home, 'app/.fegg/dist/bridge.js'))).isFile()).toBe(true)
    const [, name = ''] = /([0-9a-f]{16})[\\/]home$/.exec(home) ?? []
    expect((await readdir(cacheDir)).sort()).toEqual([name, 'somebody-elses'].sort())

    said.length = 0
    const made = await stat(path.join(home, 'app/node_modules'))
    expect(await prepare((message) => said.push(message))).toBe(home)
    expect((await stat(path.join(home, 'app/node_modules'))).ino).toBe(made.ino)
    expect(said).toEqual([])
  })

  test('is one, however many prepare it at once', async () => {
    const homes = await Promise.all([prepare(), prepare(), prepare()])
    expect(new Set(homes).size).toBe(1)
    expect(await readdir(cacheDir)).toHaveLength(1)
  })

  test('is not left half made where the registry fails, and the error says so', async () => {
    await using registry = await failingRegistry()
    vi.stubEnv('BUN_INSTALL_CACHE_DIR', path.join(cacheDir, 'empty-bun-cache'))
    vi.stubEnv('npm_config_registry', registry.url)
    vi.stubEnv('NPM_CONFIG_REGISTRY', registry.url)
    const failure = await prepare().catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(TemplateError)
    expect(String(failure)).toContain('registry')
    expect((await readdir(cacheDir)).filter((name) => name !== 'empty-bun-cache')).toEqual([])
  })

  test('without Bun the error says so', async () => {
    const failure = prepareTemplateHome({
      cacheDir,
      bun: path.join(cacheDir, 'no-bun'),
      log: () => {},
    })
    await expect(failure).rejects.toThrow(/Bun binary is missing/)
    expect(await readdir(cacheDir)).toEqual([])
  })
})

async function failingRegistry() {
  const server = createServer((_request, response) => response.writeHead(404).end())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}/`,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

test('what is prepared is named after the sandbox’s own files too, so that a newer one takes its place', async () => {
  const paths = (await allFiles()).map((file) => file.path)
  expect(paths).toEqual(
    expect.arrayContaining(['.fegg/check-page.ts', '.fegg/check/gaps.json', 'src/App.tsx']),
  )
})

describe('the files of version 1', () => {
  test('are the app alone, with its lockfile and without what the sandbox needs', async () => {
    const files = await templateFiles()
    const paths = files.map((file) => file.path)
    expect(paths).toEqual(
      expect.arrayContaining(['src/App.tsx', 'bun.lock', 'components.json', '.gitignore']),
    )
    expect(paths.filter((name) => /^\.fegg|node_modules|^dist/.test(name))).toEqual([])
    expect(paths).toEqual([...paths].sort())
  })

  test('the lockfiles name no registry, and versions are exact', async () => {
    for (const folder of ['app', 'app/.fegg']) {
      const lock = await readFile(path.join(import.meta.dirname, folder, 'bun.lock'), 'utf8')
      expect(lock).not.toMatch(/https?:\/\//)
      const manifest = JSON.parse(
        await readFile(path.join(import.meta.dirname, folder, 'package.json'), 'utf8'),
      )
      const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies })
      for (const version of versions) expect(version).toMatch(/^\d+\.\d+\.\d+$/)
    }
  })
})
