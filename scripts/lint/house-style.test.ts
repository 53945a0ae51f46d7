import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'

const Report = z.object({ diagnostics: z.object({ code: z.string() }).array() })
const rules = ['house/top-level-function', 'house/hash-private', 'house/camel-case-constant']

function lint(code: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'fegg-lint-'))
  try {
    writeFileSync(join(folder, 'planted.ts'), code)
    writeFileSync(
      join(folder, '.oxlintrc.json'),
      JSON.stringify({
        jsPlugins: [resolve('scripts/lint/house-style.mjs')],
        categories: { correctness: 'off' },
        rules: Object.fromEntries(rules.map((rule) => [rule, 'error'])),
      }),
    )
    const oxlint = resolve('node_modules/.bin/oxlint')
    const { stdout } = spawnSync(oxlint, ['--format=json'], { cwd: folder, encoding: 'utf8' })
    return Report.parse(JSON.parse(stdout)).diagnostics.map(({ code: rule }) => rule)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

test('code in the style of the house passes', () => {
  const code = `
    const maxSize = 3
    export const handler: (size: number) => boolean = (size) => size < maxSize
    export function twice(size: number) { const half = () => size; return half() * 2 }
    export class Box { #size = 1; private constructor() {} static of() { return new Box() } get size() { return this.#size } }
    const { PATH } = process.env
    console.log(PATH)`
  expect(lint(code)).toEqual([])
})

test('planted violations are found, each by its rule', () => {
  const code = `
    const MAX_SIZE = 3
    export const twice = (size: number) => size * 2
    const once = function () {}
    export class Box { private size = MAX_SIZE; private grow() { once() } constructor(private readonly by: number) {} }`
  const codes = lint(code)
  expect(codes).toHaveLength(6)
  const count = (rule: string) => codes.filter((each) => each.includes(rule)).length
  expect(rules.map((rule) => count(rule.replace('house/', '')))).toEqual([2, 3, 1])
})
