import { describe, expect, test } from 'vitest'
import { fakeRun } from '../testing/run-context.ts'
import { pagesOf } from './page-load.ts'
import { checkApp, foundProblems, typeProblems } from './check-app.ts'
import type { CommandAnswer } from '../testing/fake-sandbox.ts'

function page(report: object): CommandAnswer {
  return { stdout: `noise\n${JSON.stringify(report)}\n` }
}
const fine = { ok: true, loaded: true, errors: [], warnings: [], text: 'Hi', ms: 1 }

async function check(types: CommandAnswer, load: CommandAnswer) {
  const run = fakeRun({ 'src/App.tsx': '' })
  run.sandbox.answer = (command) => (command.includes('tsc') ? types : load)
  return checkApp.run({}, run.context)
}

describe('check_app', () => {
  test('rule 14.1: is clean only when types and page are', async () => {
    expect(await check({}, page(fine))).toEqual({
      ok: true,
      result: 'clean',
      edits: [],
      checks: { types: true, page: true },
    })
  })

  test('gives type errors with their places, in one line each', async () => {
    const stdout =
      "src/App.tsx(3,5): error TS2322: Type 'string' is not assignable to type 'number'.\n  Details here.\nsrc/b.ts(1,1): error TS2307: Cannot find module './c'.\n"
    const { ok, result } = await check({ exitCode: 2, stdout }, page(fine))
    expect(ok).toBe(false)
    expect(result).toBe(
      "2 problems\nsrc/App.tsx:3:5: TS2322: Type 'string' is not assignable to type 'number'. Details here.\nsrc/b.ts:1:1: TS2307: Cannot find module './c'.",
    )
  })

  test('gives what the page threw, rejected or could not import', async () => {
    const errors = [
      'Uncaught in promise: no',
      { message: 'Cannot read x', file: 'src/App.tsx', line: 4, column: 2 },
      'Uncaught in promise: no',
    ]
    const load = page({ ...fine, ok: false, errors })
    const { result } = await check({}, { ...load, exitCode: 1 })
    expect(result).toBe('2 problems\nUncaught in promise: no\nsrc/App.tsx:4:2: Cannot read x')
  })

  test.each([
    ['the script printed nothing', {}],
    ['the script broke', { exitCode: 1, stderr: 'bun: not found' }],
    ['the page did not load', page({ ...fine, ok: false, loaded: false })],
    ['the page did not load, yet the script calls it ok', page({ ...fine, loaded: false })],
    ['the report has another shape', page({ ok: true })],
    ['it took too long', { exitCode: 137, timedOut: true }],
  ])('is never clean without a page load: %s', async (_why, load) => {
    const { ok, result } = await check({}, load)
    expect(ok).toBe(false)
    expect(result).toMatch(/^1 problem\nThe page /)
    expect(foundProblems(result)).toBe(true)
  })

  test('is not clean when the type check failed without a readable error', async () => {
    const { ok, result } = await check({ exitCode: 1, stderr: 'tsc: not found' }, page(fine))
    expect(ok).toBe(false)
    expect(result).toContain('The type check failed: tsc: not found')
  })

  test('loads the pages that the root names', async () => {
    const run = fakeRun({ 'src/App.tsx': '<Route index /><Route path="settings" />' })
    await checkApp.run({}, run.context)
    expect(run.sandbox.commands.find((command) => command.endsWith(' / /settings'))).toContain(
      'node .fegg/check-page.ts',
    )
  })

  test('looks at the page again before it calls it broken', async () => {
    const run = fakeRun({ 'src/App.tsx': '' })
    const broken = page({ ...fine, ok: false, errors: ['stale'] })
    let loads = 0
    run.sandbox.answer = (command) => {
      if (command.includes('tsc')) return null
      loads += 1
      return loads === 1 ? broken : null
    }
    expect(await checkApp.run({}, run.context)).toMatchObject({ ok: true })
  })

  test('reads a problem of any number of blanks at once', async () => {
    const blanks = ' '.repeat(400_000)
    const load = page({ ...fine, ok: false, errors: [`a${blanks}b`, `c\r\n \n${blanks}d`] })
    const { result } = await check({}, load)
    expect(result).toBe(`2 problems\na${blanks}b\nc d`)
  })

  test('stops counting at forty', async () => {
    const stdout = Array.from({ length: 90 }, (_, n) => `a.ts(${n + 1},1): error TS1: no ${n}`)
    const { result } = await check({ exitCode: 2, stdout: stdout.join('\n') }, page(fine))
    const lines = result.split('\n')
    expect(lines[0]).toBe('90 problems')
    expect(lines.at(-1)).toBe('… and 50 more')
    expect(lines).toHaveLength(42)
  })
})

test('a type error without a file is kept as it is', () => {
  const output = 'error TS18003: No inputs were found.'
  expect(typeProblems(output)).toEqual([output])
})

test('a line of any number of type errors is read at once', () => {
  const line = 'a.ts(1,1): error TS1: '.repeat(50_000)
  expect(typeProblems(`${line}\u2028\nb.ts(2,3): error TS2: no`)).toContain('b.ts:2:3: TS2: no')
})

test.each([
  ['blanks', `path=${' '.repeat(1_000_000)}`],
  ['slashes', `path="b${'/'.repeat(1_000_000)}b"`],
])('the pages of a root with any number of %s are read at once', (_what, rest) => {
  expect(pagesOf(`<Route path="/a" />${rest}`)).toEqual(['/', '/a'])
})

test.each([
  ['', ['/']],
  [
    '<Route path="/" /><Route path="/a" /><Route path={\'b/c/\'} /><Route path="a" />',
    ['/', '/a', '/b/c'],
  ],
  ['[{ path: "x" }, { path: `y` }]', ['/', '/x', '/y']],
  ['<Route path="*" /><Route path="items/:id" /><Route path="$(id)" /><Route path="a b" />', ['/']],
  [
    ['a', 'b', 'c', 'd', 'e', 'f'].map((path) => `path="${path}"`).join(),
    ['/', '/a', '/b', '/c', '/d'],
  ],
])('the pages of %s are %j', (root, pages) => {
  expect(pagesOf(root)).toEqual(pages)
})
