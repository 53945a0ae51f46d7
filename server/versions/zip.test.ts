import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../shared/ids.ts'
import { addVersion } from '../testing/add-version.ts'
import { startAppServer } from '../testing/app-server.ts'
import { enter, type Person } from '../testing/people.ts'
import { randomOf } from '../testing/random.ts'
import { appReadme } from './app-readme.ts'
import { zip } from './zip.ts'

type App = Awaited<ReturnType<typeof startAppServer>>
let app: App
let anna: Person
let eve: Person

beforeAll(async () => {
  app = await startAppServer([{ text: 'Hello.' }])
  anna = await enter(app, 'account')
  eve = await enter(app, 'guest')
})
afterAll(() => app?.[Symbol.asyncDispose]())

const logo = Uint8Array.from({ length: 3_000 }, (_, n) => (n * 7_919) % 256)
const manifest = JSON.stringify({ scripts: { dev: 'vite', build: 'vite build', odd: 'x' } })

async function openSession(name: string) {
  const sessionId = newId()
  await anna.api.sessions.create.mutate({ id: sessionId, name })
  const build = (files: Record<string, string | Uint8Array | null>) =>
    addVersion(app.services.lockSession, {
      sessionId,
      authors: [anna.id],
      text: 'Build',
      edits: Object.entries(files).map(([path, content]) => ({ path, content })),
    })
  const get = (version: string, by: Person | null = anna, id: string = sessionId) =>
    fetch(`${app.url}/zips/${id}/${version}`, { headers: by ? { cookie: by.cookie() } : {} })
  const unzip = async (version: string) =>
    unzipSync(new Uint8Array(await (await get(version)).arrayBuffer()))
  return { sessionId, build, get, unzip }
}

test('rule 48.1: the ZIP of a version has its files byte for byte, in a folder, and a README', async () => {
  const { build, get, unzip } = await openSession('Bike workshop')
  const one = await build({ 'public/logo.png': logo, 'package.json': manifest, 'a.ts': 'one\n' })
  await build({ 'a.ts': null, 'Ünïcode/é.ts': 'two\n', 'readme.md': 'Ours.\n' })
  const files = await unzip(one.id)
  expect(Object.keys(files).sort()).toEqual(
    ['README.md', 'a.ts', 'package.json', 'public/logo.png', 'src/App.tsx'].map(
      (path) => `bike-workshop-v1/${path}`,
    ),
  )
  expect(files['bike-workshop-v1/public/logo.png']).toEqual(logo)
  const readme = Buffer.from(files['bike-workshop-v1/README.md'] ?? []).toString()
  expect(readme).toContain('# Bike workshop')
  expect(readme).toContain('npm install')
  expect(readme).toContain('npm run build')
  expect(readme).not.toMatch(/odd|preview|fegg/i)
  const now = await unzip('now')
  expect(Object.keys(now).sort()).toEqual(
    ['package.json', 'public/logo.png', 'readme.md', 'src/App.tsx', 'Ünïcode/é.ts'].map(
      (path) => `bike-workshop/${path}`,
    ),
  )
  const bytes = Buffer.from(await (await get(one.id)).arrayBuffer())
  expect(Buffer.from(await (await get(one.id)).arrayBuffer())).toEqual(bytes)
  const file = join(mkdtempSync(join(tmpdir(), 'zip-test-')), 'a.zip')
  writeFileSync(file, bytes)
  expect(execFileSync('unzip', ['-t', file]).toString()).toContain('No errors detected')
})

test('rule 48.1: its name is the session’s, in any script, and safe in a header', async () => {
  const names: Array<[string, string, string]> = [
    ['Bike workshop!', 'bike-workshop.zip', 'bike-workshop'],
    ['../"evil"; x', 'evil-x.zip', 'evil-x'],
    ['自転車', 'app.zip', '自転車'],
    ['Crème 🚲 brûlée', 'creme-brulee.zip', 'crème-brûlée'],
    ['🚲', 'app.zip', 'app'],
  ]
  for (const [name, plain, full] of names) {
    const { get, unzip } = await openSession(name)
    expect((await get('now')).headers.get('content-disposition')).toBe(
      `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(full)}.zip`,
    )
    expect(Object.keys(await unzip('now'))).toContain(plain.replace('.zip', '/src/App.tsx'))
  }
})

test('rule 48.2: only people who may see the session get it', async () => {
  const { build, get, sessionId } = await openSession('Bakery')
  const other = await openSession('Other')
  const { id } = await build({ 'a.ts': 'one\n' })
  expect((await get(id)).status).toBe(200)
  for (const answer of [
    await get(id, eve),
    await get('now', null),
    await get(id, anna, other.sessionId),
    await get('then'),
    await get(newId()),
    await get('now', anna, 'no-id'),
    await get('now', anna, newId()),
  ]) {
    expect(answer.status).toBe(404)
    expect(await answer.json()).toEqual({ message: expect.stringMatching(/^There is no such/) })
  }
  await anna.api.sessions.delete.mutate({ id: sessionId })
  expect((await get(id)).status).toBe(404)
})

test('rule 48.2: too many from one address are refused', async () => {
  const { get } = await openSession('Bakery')
  const answers = await Promise.all(Array.from({ length: 40 }, () => get('then')))
  const statuses = new Set(answers.map(({ status }) => status))
  expect([...statuses].sort((a, b) => a - b)).toEqual([404, 429])
})

test('rule 48.2: a ZIP is read only as far as its reader takes it', async () => {
  const random = randomOf(48)
  const content = Uint8Array.from({ length: 1_000_000 }, () => random() * 256)
  let reads = 0
  const sources = Array.from({ length: 200 }, (_, n) => ({
    path: `${n}.bin`,
    size: content.length,
    stored: true,
    read: async () => {
      reads += 1
      return content
    },
  }))
  for await (const chunk of zip(sources, new Date('2026-01-02T03:04:05Z'))) {
    expect(chunk.length).toBeGreaterThan(0)
    break
  }
  expect(reads).toBeGreaterThan(0)
  expect(reads).toBeLessThan(10)
})

test('rule 48.1: a README names only the scripts that there are', () => {
  expect(appReadme('A *b* <c>', null)).toBe(
    '# A \\*b\\* \\<c\\>\n\nA page for the browser. Serve this folder with any web server.\n',
  )
  for (const broken of ['', '[]', 'null', '{"scripts":7}', '{'])
    expect(appReadme('A', broken)).not.toContain('npm run dev')
  expect(appReadme('A', manifest)).toContain('npm run dev')
})
