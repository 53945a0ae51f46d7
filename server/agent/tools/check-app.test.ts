import { describe, expect, test } from 'vitest'
import { fakeRun } from '../testing/run-context.ts'
import { pagesOf } from './page-load.ts'
import { checkApp, foundProblems, typeProblems } from './check-app.ts'
import type { CommandAnswer } from '../testing/fake-sandbox.ts'

function page(report: object): CommandAnswer {
  return { stdout: `noise\n${JSON.stringify(report)}\n` }
}
const fine = { ok: true, why: '', problems: [], unseen: [], text: 'Hi', ms: 1 }

async function check(types: CommandAnswer, load: CommandAnswer) {
  const run = fakeRun({ 'src/App.tsx': '' })
  run.sandbox.answer = (command) => (command.includes('tsc') ? types : load)
  return checkApp.run({}, run.context)
}

describe('check_app', () => {
  test('rule 14.1: is clean only when types and page are', async () => {
    expect(await check({}, page(fine))).toEqual({
      ok: true,
      result: 'clean\nNo browser looked at this page. This test has no browser.',
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

  test('gives what the page threw or could not import, and that it shows nothing', async () => {
    const problems = [
      { message: 'The page / shows nothing.' },
      { message: 'Cannot read x', file: 'src/App.tsx', line: 4 },
      { message: 'The page / shows nothing.' },
    ]
    const load = page({ ...fine, ok: false, problems })
    const { result } = await check({}, { ...load, exitCode: 1 })
    expect(result).toBe('2 problems\nThe page / shows nothing.\nsrc/App.tsx:4: Cannot read x')
  })

  test.each([
    ['the script printed nothing', {}],
    ['the script broke', { exitCode: 1, stderr: 'bun: not found' }],
    [
      'the script could not tell',
      page({ ...fine, ok: null, why: 'The page took longer than 8 s.' }),
    ],
    ['it is not fine, yet without a problem', page({ ...fine, ok: false })],
    ['the report has another shape', page({ ok: true })],
    ['it took too long', { exitCode: 137, timedOut: true }],
  ])('rule 53.3: its own failure is not the app’s: %s', async (_why, load) => {
    const { ok, result } = await check({}, load)
    expect(ok).toBe(false)
    expect(result).toMatch(/^The app could not be checked: The (page|check) /)
    expect(foundProblems(result)).toBe(false)
  })

  test('rules 51.5 and 53.5: says what it could not see', async () => {
    const unseen = ['/ uses what only a browser has: canvas.']
    expect(await check({}, page({ ...fine, unseen }))).toMatchObject({
      ok: true,
      result:
        'clean\n/ uses what only a browser has: canvas.\nNo browser looked at this page. This test has no browser.',
    })
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

  test('tries once more before it gives up', async () => {
    const run = fakeRun({ 'src/App.tsx': '' })
    const broken = page({ ...fine, ok: null, why: 'busy' })
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
    const problems = [{ message: `a${blanks}b` }, { message: `c\r\n \n${blanks}d` }]
    const load = page({ ...fine, ok: false, problems })
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
