import { readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { RunningApp } from './testing/running-app.ts'
import { brokenApps, goodApps, type SmallApp } from './testing/pages.ts'

/** Until a page that shows nothing is told. */
const patientMs = 1_500

let app: RunningApp
const starter = new Map<string, string>()

beforeAll(async () => {
  app = await RunningApp.start()
})
afterAll(async () => {
  await app[Symbol.asyncDispose]()
})
afterEach(async () => {
  for (const [file, content] of starter) await app.write(file, content)
})

async function put({ files }: SmallApp) {
  for (const [file, content] of Object.entries(files)) {
    const before = await readFile(path.join(app.folder, file), 'utf8').catch(() => null)
    if (before !== null && !starter.has(file)) starter.set(file, before)
    await app.write(file, content)
  }
}

function page(body: string, head = '') {
  return `${head}\nexport default function App() {\n${body}\n}\n`
}

describe('the starter app', () => {
  test('loads and has nothing to complain of', async () => {
    const report = await app.check()
    expect(report).toMatchObject({ ok: true, problems: [], unseen: [] })
    expect(report.text).toContain('Nothing here yet')
  })

  test('React refreshes at once: no wait for modules that come in the same task', async () => {
    const runtime = await fetch(`${app.base}/@react-refresh`).then((answer) => answer.text())
    expect(runtime).toMatch(/performReactRefresh\(\)\s*\},\s*0\)/)
  })

  test('its types are right and it builds', async () => {
    expect(await app.runScript('typecheck')).toMatchObject({ code: 0 })
    expect(await app.runScript('build')).toMatchObject({ code: 0 })
  })

  test('every component renders, types and builds, and its pages are told apart', async () => {
    const gallery = await readFile(path.join(import.meta.dirname, 'testing/gallery.tsx'), 'utf8')
    await put({ name: 'gallery', files: { 'src/App.tsx': gallery } })
    const report = await app.check('/', '/about')
    expect(report).toMatchObject({ ok: true, problems: [], unseen: [] })
    expect(report.text).toContain('All components')
    expect((await app.check('/about')).text).toBe('About')
    expect(await app.runScript('typecheck')).toMatchObject({ code: 0 })
    expect(await app.runScript('build')).toMatchObject({ code: 0 })
  })

  test('rule 53.6: no page asks for the check', async () => {
    for (const header of ['sec-fetch-site', 'origin']) {
      const answer = await fetch(`${app.base}/.fegg/check`, {
        headers: { [header]: 'same-origin' },
      })
      expect(answer.status).toBe(403)
    }
  })

  test('many who ask at once share a few checks', async () => {
    const [looks, asks] = [12, 40]
    const answers = await Promise.all(
      Array.from({ length: asks }, (_, n) => fetch(`${app.base}/.fegg/check?wait=${n % looks}`)),
    )
    const statuses = answers.map(({ status }) => status)
    expect(new Set(statuses)).toEqual(new Set([200, 429]))
  })

  test('rule 53.7: Vite draws no overlay', async () => {
    const client = await fetch(`${app.base}/@vite/client`).then((answer) => answer.text())
    expect(client).toMatch(
      /enableOverlay = false|hasErrorOverlay.*false|const enableOverlay = false/,
    )
  })
})

describe('rule 53.1: nothing is held against a good app', () => {
  test.each(goodApps)('$name', async (good) => {
    await put(good)
    // The try of a step is the same, with less patience.
    expect(await app.try(patientMs)).toMatchObject({ ok: true, problems: [] })
  })
})

describe('rule 53.2: what no browser shows is found', () => {
  test.each(brokenApps)('$name', async (broken) => {
    await put(broken)
    const report = await app.try()
    expect(report).toMatchObject({ ok: false })
    const found = report.problems.find(({ message }) => broken.says.test(message))
    const { file, line } = broken
    expect(found, JSON.stringify(report)).toMatchObject({
      ...(file && { file }),
      ...(line && { line }),
    })
  })

  test('an error in a style sheet, at each check until it is mended', async () => {
    const css = await readFile(path.join(app.folder, 'src/index.css'), 'utf8')
    const broken = `${css}\n.broken { @apply no-such-class; }\n`
    await put({ name: 'styles', files: { 'src/index.css': broken } })
    for (let check = 0; check < 2; check++) {
      const { ok, problems } = await app.try()
      expect(ok).toBe(false)
      expect(problems[0]).toMatchObject({ file: 'src/index.css' })
      expect(problems[0]?.message).toContain('no-such-class')
    }
    await app.write('src/index.css', css)
    expect(await app.try()).toMatchObject({ ok: true })
  })
})

describe('rule 53.3: a check that can’t tell says so', () => {
  test.each([
    ['an endless loop', '  while (true);\n  return <p>Fine</p>'],
    ['more than its memory', '  const all = []\n  for (;;) all.push(new Array(1e6).fill(1))'],
  ])('%s ends', async (_what, body) => {
    await app.write('src/App.tsx', page(body))
    const report = await app.try()
    await app.write('src/App.tsx', page('  return <p>Fine again</p>'))
    expect(report).toMatchObject({ ok: null, problems: [] })
    expect(report.why).toContain('took longer than')
    expect(await app.try()).toMatchObject({ ok: true })
  })

  test('without a dev server nothing is said of the app', async () => {
    const dead = Object.create(app, { base: { value: 'http://127.0.0.1:9' } })
    expect(await dead.check()).toMatchObject({ ok: null, problems: [] })
  })
})

describe('rule 53.4: a check is of the files as they were when it was asked for', () => {
  test('right after each of many changes', async () => {
    await app.write('src/App.tsx', page('  return <p>Now</p>'))
    for (let change = 0; change < 20; change++) {
      const isBroken = change % 2 === 0
      await app.write(
        'src/lib/now.ts',
        isBroken ? 'export const then = 1\n' : 'export const now = 1\n',
      )
      await app.write(
        'src/App.tsx',
        page('  return <p>{now}</p>', "import { now } from '@/lib/now'"),
      )
      expect(await app.try(), `change ${change}`).toMatchObject({ ok: !isBroken })
    }
  })

  test('a file that is gone', async () => {
    await app.write('src/lib/gone.ts', 'export const gone = 1\n')
    await app.write(
      'src/App.tsx',
      page('  return <p>{gone}</p>', "import { gone } from '@/lib/gone'"),
    )
    expect(await app.try()).toMatchObject({ ok: true })
    await rm(path.join(app.folder, 'src/lib/gone.ts'))
    const { ok, problems } = await app.try()
    expect(ok).toBe(false)
    expect(problems[0]?.message).toContain('gone')
  })

  test('after a change of the configuration', async () => {
    const config = await readFile(path.join(app.folder, 'vite.config.ts'), 'utf8')
    await app.write(
      'src/App.tsx',
      page('  return <p>{__NAME__}</p>', 'declare const __NAME__: string'),
    )
    expect(await app.check()).toMatchObject({ ok: false })
    const named = config.replace('plugins:', 'define: { __NAME__: \'"Ada"\' },\n  plugins:')
    await writeFile(path.join(app.folder, 'vite.config.ts'), named)
    expect(await app.check()).toMatchObject({ ok: true, text: 'Ada' })
    await writeFile(path.join(app.folder, 'vite.config.ts'), config)
    expect(await app.check()).toMatchObject({ ok: false })
  })
})

test('rule 53.5: a page that shows nothing is told, and what it waits for is not', async () => {
  await app.write('src/App.tsx', page('  return null'))
  expect(await app.check()).toMatchObject({
    ok: false,
    problems: [{ message: 'The page / shows nothing.' }],
  })
  await put(
    goodApps.find(({ name }) => name === 'a page that shows after its own request') as SmallApp,
  )
  const report = await app.check()
  expect(report).toMatchObject({ ok: true, problems: [] })
  expect(report.unseen.join()).toContain('after its requests')
})
