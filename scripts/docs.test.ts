import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The changelog and decisions are left out: they describe the past. */
const pages = globSync(['*.md', 'docs/*.md', 'bench/*.md', 'packages/*/*.md'], {
  cwd: root,
}).filter((page) => page !== 'CHANGELOG.md')

const folders = 'server|client|shared|drizzle|template|e2e|bench|scripts|docs|packages'

/** Skips paths with a placeholder in capitals. */
function pathsIn(text: string): string[] {
  const inCode = [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code)
  return inCode
    .filter((code) => new RegExp(`^(${folders})/[\\w./{},*-]*$`).test(code))
    .filter((code) => !/[A-Z]{3,}(?!\.md|[A-Z-]*\.md)/.test(code))
}

function linksIn(text: string): string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target.replace(/#.*$/, ''))
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
}

function exists(path: string): boolean {
  return /[*{]/.test(path) ? globSync(path, { cwd: root }).length > 0 : existsSync(join(root, path))
}

test('the pages are found', () => {
  expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/spec.md', 'CONTRIBUTING.md']))
})

test.each(pages)('%s names no file that is not there', (page) => {
  const text = readFileSync(join(root, page), 'utf8')
  expect(pathsIn(text).filter((path) => !exists(path))).toEqual([])
  expect(linksIn(text).filter((target) => !exists(join(dirname(page), target)))).toEqual([])
})

test('a path that is not there is found', () => {
  expect(pathsIn('see `server/no-such-file.ts` and `server/NAME.ts`')).toEqual([
    'server/no-such-file.ts',
  ])
  expect(exists('server/no-such-file.ts')).toBe(false)
  expect(linksIn('[a](docs/none.md) [b](https://example.com)')).toEqual(['docs/none.md'])
})
