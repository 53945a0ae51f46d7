/** README.md's folder order: imports go down only, types included. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const root = path.join(import.meta.dirname, '..')
/** `index` stands for the top level. */
const order = [
  ...['bin', 'index', 'api', 'sandboxes', 'launch', 'homes', 'network', 'usage', 'lib', 'guest'],
]

function roomOf(file: string): string {
  return file.includes('/') ? (file.split('/')[0] ?? '') : 'index'
}

function importsOf(file: string): string[] {
  const text = readFileSync(path.join(root, file), 'utf8')
  return [...text.matchAll(/(?:from|import) '(\.[^']+)'/g)].map(([, to = '']) =>
    path.join(path.dirname(file), to),
  )
}

const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .filter((file) => order.includes(roomOf(file)))

test('imports between the folders go one way', () => {
  const upward = files.flatMap((file) =>
    importsOf(file)
      .filter((to) => roomOf(to) !== roomOf(file))
      .filter((to) => order.indexOf(roomOf(to)) <= order.indexOf(roomOf(file)))
      .map((to) => `${file} imports ${to}`),
  )
  expect(files.length).toBeGreaterThan(60)
  expect(upward).toEqual([])
})

test('the guest imports no other folder', () => {
  const outside = files
    .filter((file) => roomOf(file) === 'guest')
    .flatMap((file) => importsOf(file).filter((to) => roomOf(to) !== 'guest'))
  expect(outside).toEqual([])
})

test("files don't import each other in a circle", () => {
  const imports = new Map(files.map((file) => [file, importsOf(file)]))
  const reached = (from: string) => {
    const found = new Set(imports.get(from))
    for (const file of found) for (const next of imports.get(file) ?? []) found.add(next)
    return found
  }
  expect(files.filter((file) => reached(file).has(file))).toEqual([])
})
