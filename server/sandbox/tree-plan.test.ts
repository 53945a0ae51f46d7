import { expect, it } from 'vitest'
import { isIgnored, isStartupFile, packagesKey, planTree } from './tree-plan.ts'

function entry(path: string, hash = path) {
  return { path, hash }
}

it('writes what differs and removes what is not in the tree', () => {
  const has = new Map([
    ['same', 'same'],
    ['old', 'old'],
    ['changed', 'before'],
  ])
  expect(planTree(has, [entry('same'), entry('changed'), entry('new')])).toEqual({
    writes: [entry('changed'), entry('new')],
    removals: ['old'],
    removeFirst: false,
  })
})

it('removes first where a file gives way to a folder, or a folder to a file', () => {
  expect(planTree(new Map([['a', '1']]), [entry('a/b/c')]).removeFirst).toBe(true)
  expect(planTree(new Map([['a/b/c', '1']]), [entry('a/b')]).removeFirst).toBe(true)
  expect(planTree(new Map([['ab/c', '1']]), [entry('a')]).removeFirst).toBe(false)
})

it('ignores what tools leave behind, and nothing of the app', () => {
  const ignored = [
    'node_modules/x',
    'a/node_modules/x',
    '.git/HEAD',
    'dist/a',
    '.fegg/dev.ts',
    'a.log',
  ]
  for (const path of [...ignored, 'vite.config.ts.timestamp-1-2.mjs', 'tsconfig.tsbuildinfo'])
    expect(isIgnored(path), path).toBe(true)
  for (const path of ['src/dist/a', 'src/catalog.ts', '.gitignore', 'src/.fegg/x'])
    expect(isIgnored(path), path).toBe(false)
})

it('names the packages by package.json and the lockfile', () => {
  const key = (files: Record<string, string>) => packagesKey((path) => files[path])
  expect(key({})).toBe(null)
  expect(key({ 'package.json': 'a' })).not.toBe(key({ 'package.json': 'a', 'bun.lock': 'b' }))
})

it('knows what a dev server reads only at its start', () => {
  expect(
    ['vite.config.ts', 'package.json', '.env.local', 'tsconfig.json'].every(isStartupFile),
  ).toBe(true)
  expect(['index.html', 'src/vite.config.ts', 'src/App.tsx'].some(isStartupFile)).toBe(false)
})
