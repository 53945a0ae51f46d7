import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../../../shared/ids.ts'
import { systemClock } from '../../lib/clock.ts'
import { RunningApp } from '../../../template/testing/running-app.ts'
import { createBrowserPool } from '../browser-pool.ts'
import type { CorpusApp } from '../testing/corpus/app.ts'
import { badApps } from '../testing/corpus/bad.ts'
import { goodApps } from '../testing/corpus/good.ts'
import type { BrowserPool } from '../visit.ts'
import { createPageBrowser } from '../page-browser.ts'
import { checkPage } from './check-page.ts'

/** Each takes a second or two: without STORIES=all every fourth is tried, others on each day. */
const step = process.env['STORIES'] === 'all' ? 1 : 4

let app: RunningApp
let pool: BrowserPool
let given: string[] = []
const first = new Map<string, string | null>()

beforeAll(async () => {
  app = await RunningApp.start()
  pool = createBrowserPool({
    program: process.env['CHROME_PATH'],
    clock: systemClock,
    log: { warn: () => undefined },
    // the verdict is tested, not the machine
    visitMs: 60_000,
  })
}, 300_000)
afterAll(async () => {
  await pool.close()
  await app[Symbol.asyncDispose]()
})

async function read(file: string): Promise<string | null> {
  return readFile(path.join(app.folder, file), 'utf8').catch(() => null)
}

async function write(file: string, content: string | null): Promise<void> {
  const at = path.join(app.folder, file)
  await mkdir(path.dirname(at), { recursive: true })
  if (content === null) await rm(at, { force: true })
  else await writeFile(at, content)
}

/** Until the dev server has seen the file. */
async function untilServed(mark: string): Promise<void> {
  for (let tries = 0; tries < 60; tries += 1) {
    const code = await fetch(`${app.base}/src/App.tsx`).then((answer) => answer.text())
    const map = /base64,([\w+/=]+)/.exec(code)?.[1]
    if (code.includes(mark)) return
    if (map && Buffer.from(map, 'base64').toString().includes(mark)) return
    await systemClock.sleep(50)
  }
}

async function put({ name, files }: CorpusApp): Promise<void> {
  for (const file of given) await write(file, first.get(file) ?? null)
  given = Object.keys(files)
  const mark = `app ${name}`
  for (const [file, content] of Object.entries(files)) {
    if (!first.has(file)) first.set(file, await read(file))
    await write(file, file === 'src/App.tsx' ? `${content}// ${mark}\n` : content)
  }
  await untilServed(mark)
}

async function requestFor(one: CorpusApp, sessionId = newId()) {
  await put(one)
  return {
    sessionId,
    preview: {
      kind: 'origin' as const,
      origin: app.base,
      headers: {},
      lost: async () => undefined,
    },
    width: 1_010,
    files: async () => given,
    readFile: read,
    pictures: 'page' as const,
    signal: new AbortController().signal,
  }
}

async function check(one: CorpusApp) {
  return checkPage(pool, await requestFor(one), one.storage ?? null)
}

function some(apps: CorpusApp[]): CorpusApp[] {
  const day = Math.floor(Date.now() / 86_400_000)
  return apps.filter((_, index) => (index + day) % step === 0)
}

describe('rule 51.1: an app that works in a browser is called clean', () => {
  test.each(some(goodApps))('$name', { timeout: 120_000 }, async (one) => {
    const checked = await check(one)
    if (!checked.seen) throw new Error(checked.why)
    expect(checked.problems).toEqual([])
    expect(checked.pictures[0]?.bytes.length).toBeGreaterThan(500)
  })
})

describe('rule 51.2: what is broken in a browser is found, with words for it', () => {
  test.each(some(badApps))('$name', { timeout: 120_000 }, async (one) => {
    const checked = await check(one)
    if (!checked.seen) throw new Error(checked.why)
    const said = checked.problems.map(({ message }) => message)
    expect(said.join('\n')).toMatch(one.wrong ?? /./)
  })
})

test('rule 51.3: a problem has its page, its file and line, and the source around it', {
  timeout: 120_000,
}, async () => {
  const code =
    'export default function App() {\n  const key = process.env.KEY\n  return <p>{key}</p>\n}\n'
  const checked = await check({ name: 'a place', files: { 'src/App.tsx': code }, wrong: null })
  expect(checked).toMatchObject({
    problems: [
      {
        route: '/',
        file: 'src/App.tsx',
        line: 2,
        source: expect.stringContaining('2 |   const key'),
      },
    ],
  })
})

test('rule 51.4: of a clean app it is said what is on each of its pages', {
  timeout: 120_000,
}, async () => {
  const code =
    'export default function App() {\n  return <main><h1>Plums</h1><button>Eat</button><a href="/more">More</a><input aria-label="How many" /></main>\n}\n'
  const checked = await check({ name: 'contents', files: { 'src/App.tsx': code }, wrong: null })
  expect(checked).toMatchObject({
    problems: [],
    pages: expect.arrayContaining([
      { route: '/', headings: ['Plums'], buttons: ['Eat'], links: ['More'], fields: ['How many'] },
    ]),
  })
})

test('rule 51.2: a check gets what the last clean check of its session left in localStorage', {
  timeout: 120_000,
}, async () => {
  const page = (effect: string, title: string) =>
    `import { useEffect } from 'react'\nexport default function App() {\n  useEffect(() => { ${effect} }, [])\n  return <h1>${title}</h1>\n}\n`
  const kept = "JSON.parse(localStorage.getItem('todos') ?? '[]')"
  const one = page("localStorage.setItem('todos', '[\"Milk\"]')", 'One')
  const two = page(`${kept}.forEach((todo: { title: string }) => todo.title.trim())`, 'Two')
  const app = (name: string, code: string) => ({
    name,
    files: { 'src/App.tsx': code },
    wrong: null,
  })
  const browser = createPageBrowser(pool)
  const sessionId = newId()
  expect(await browser.check(await requestFor(app('one', one), sessionId))).toMatchObject({
    problems: [],
  })
  const other = await browser.check(await requestFor(app('two', two)))
  expect(other).toMatchObject({ problems: [] })
  const next = await browser.check(await requestFor(app('two again', two), sessionId))
  const message = expect.stringMatching(/an earlier version left in localStorage \(todos\)/)
  expect(next).toMatchObject({
    problems: expect.arrayContaining([expect.objectContaining({ message })]),
  })
})
