import { expect, test } from 'vitest'
import type { PageUse } from '../../browser/port.ts'
import { fakeBrowser } from '../../browser/testing/fake-browser.ts'
import { fakeRun } from '../testing/run-context.ts'
import { useApp } from './use-app.ts'

const picture = { caption: 'The page', route: '/', width: 10, height: 10, bytes: Buffer.from('x') }
const press = { do: 'press', key: 'Escape' } as const

function setUp(answer: Parameters<typeof fakeBrowser>[0], sees = false) {
  const browser = fakeBrowser(answer)
  const run = fakeRun({}, { browser })
  run.sandbox.preview = async () => ({
    kind: 'stream',
    connect: () => Promise.reject(new Error('Not reached.')),
    lost: async () => undefined,
  })
  const use = (args: Record<string, unknown>) => useApp.run(args, { ...run.context, sees })
  return { browser, use }
}

const twoSteps: PageUse['steps'] = [
  { action: press, ok: true, words: 'Pressed Escape\n+ dialog' },
  { action: press, ok: false, words: "Couldn't press Escape. It is gone." },
]

test('rule 54.1: the answer has a line for each action, errors, and the tree at the end', async () => {
  const problem = { message: 'TypeError: x', line: null, column: null, source: null }
  const { use } = setUp(() => ({
    steps: twoSteps,
    problems: [{ ...problem, route: '/a', file: 'src/App.tsx' }],
    tree: '- heading "Tasks"',
  }))
  const { ok, result } = await use({ actions: [press, press, press] })
  expect(ok).toBe(false)
  expect(result).toBe(
    `1. Pressed Escape
   + dialog
2. Couldn't press Escape. It is gone.
Not tried: the last action.

Errors:
- /a: TypeError: x (src/App.tsx)

The page at the end:
- heading "Tasks"`,
  )
})

test('rule 54.1: actions get to the browser as they are meant, in a window of the wanted width', async () => {
  const { use, browser } = setUp(() => ({ steps: twoSteps.slice(0, 1), tree: 'x' }))
  const actions = [
    { do: 'go', route: '/a' },
    { do: 'click', name: 'Save' },
    { do: 'click', role: 'link', name: 'Home' },
    { do: 'type', name: 'Title', text: 'x', enter: true },
    { do: 'choose', name: 'Size', option: 'L' },
    press,
    { do: 'expect', text: 'Saved', absent: true },
  ]
  expect(await use({ actions, phone: true })).toMatchObject({ ok: true })
  expect(browser.requests[0]).toMatchObject({ width: 390, pictures: 'none' })
  expect(browser.requests[0]?.actions).toEqual([
    actions[0],
    { do: 'click', role: 'button', name: 'Save' },
    ...actions.slice(2),
  ])
  expect(useApp.title({ actions })).toBe('/a, Save, Home, Title, Size, Escape, Saved')
})

test.each([
  [{ actions: [] }, /actions: /],
  [{ actions: Array.from({ length: 13 }, () => press) }, /actions: /],
  [{ actions: [press, { do: 'click' }] }, /Action 2 \(click\) needs name/],
  [{ actions: [{ do: 'type', name: 'x' }] }, /Action 1 \(type\) needs name and text/],
  [{ actions: [{ do: 'expect', text: '  ' }] }, /needs text/],
  [{ actions: [{ do: 'click', role: 'quux', name: 'x' }] }, /actions\.0\.role/],
  [{ actions: [{ do: 'type', name: 'x', text: 'x'.repeat(2_001) }] }, /actions\.0\.text/],
])('rule 54.2: bad input (%#) is refused in words, and nothing is tried', async (args, words) => {
  const { use, browser } = setUp(() => ({}))
  expect(await use(args)).toMatchObject({ ok: false, result: expect.stringMatching(words) })
  expect(browser.requests).toEqual([])
})

test("rule 54.2: the browser's own trouble is not told as the app's", async () => {
  const { use } = setUp(() => 'The browser that looks at pages ended.')
  expect(await use({ actions: [press] })).toMatchObject({
    ok: false,
    result: 'The app could not be used: The browser that looks at pages ended.',
  })
  const run = fakeRun()
  const without = await useApp.run({ actions: [press] }, run.context)
  expect(without.result).toBe('The app could not be used: This test has no browser.')
})

test('rule 54.3: a picture is taken for a model that sees', async () => {
  const { use, browser } = setUp(() => ({ steps: twoSteps, pictures: [picture] }), true)
  expect(await use({ actions: [press] })).toMatchObject({ pictures: [picture] })
  expect(browser.requests[0]?.pictures).toBe('end')
})
