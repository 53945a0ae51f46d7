import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { makeCachedHome, cachedHomeOf } from './cached-home.ts'
import { devCaches } from './dev-caches.ts'

function setUp() {
  const folder = mkdtempSync(join(tmpdir(), 'fegg-filled-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const home = join(folder, 'cache', '0123', 'home')
  const served = join(folder, 'served')
  mkdirSync(join(home, 'app', 'node_modules'), { recursive: true })
  writeFileSync(join(home, 'app', 'index.html'), 'page')
  for (const name of devCaches) {
    mkdirSync(join(served, name), { recursive: true })
    writeFileSync(join(served, name, 'made'), name)
  }
  const tar = execFileSync('tar', ['-cf', '-', '-C', served, ...devCaches])
  return { home, tar, cache: join(folder, 'cache') }
}

test('a filled home has the prepared files and the caches, and is made once', async () => {
  const { home, tar, cache } = setUp()
  const homes = await Promise.all([
    makeCachedHome(home, async () => tar),
    makeCachedHome(home, async () => tar),
  ])
  expect(homes).toEqual([cachedHomeOf(home), cachedHomeOf(home)])
  const app = join(cachedHomeOf(home), 'app')
  expect(readFileSync(join(app, 'index.html'), 'utf8')).toBe('page')
  for (const name of devCaches) expect(readFileSync(join(app, name, 'made'), 'utf8')).toBe(name)
  expect(readdirSync(cache)).toEqual(['0123'])
  const again = makeCachedHome(home, () => Promise.reject(new Error('made again')))
  await expect(again).resolves.toBe(cachedHomeOf(home))
})

test('where the caches can not be had, nothing half made is left', async () => {
  const { home, cache } = setUp()
  await expect(makeCachedHome(home, async () => new Uint8Array([1]))).rejects.toThrow()
  expect(readdirSync(cache)).toEqual(['0123'])
  expect(readdirSync(join(cache, '0123'))).toEqual(['home'])
})
