import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { transformWithOxc } from 'vite'
import { afterAll, describe, expect, test } from 'vitest'
import { prepareTemplateHome } from '../../../template/prepare.ts'
import { findBun } from '@fegg/sandbox-host'
import { kinds } from '../parse/kind.ts'
import { DemoSession } from '../testing/harness.ts'
import { demoPrompts, nouns } from '../testing/prompts.ts'
import { Random } from '../testing/random.ts'
import { templateFiles } from '../testing/template.ts'

const starter = templateFiles()

/** One prompt for each kind, with a noun, a name, a colour and a count that the model does not know. */
function promptFor(kind: (typeof kinds)[number], random: Random): string {
  const noun = random.pick(nouns)
  const name = random.word()
  const what = {
    todo: 'to-do app with due dates and categories',
    landing: `landing page for a ${noun} school with pricing, team, stats, a gallery and a contact form`,
    dashboard: `dashboard for ${noun}s with a sidebar`,
    pricing: 'pricing page with 7 plans',
    kanban: 'kanban board with 5 columns and priorities',
    signin: 'sign-up form',
    chat: `chat for ${noun} fans`,
    blog: `blog about ${noun}s with an about page`,
    portfolio: `portfolio of a ${noun} maker`,
    gallery: `gallery of ${noun}s with 5 photos`,
    calculator: 'loan calculator',
    timer: '12 minute timer',
    quiz: `quiz about ${noun}s with 9 questions`,
    shop: `shop that sells ${noun}s with colour and weight`,
    settings: 'settings page',
    calendar: 'calendar',
    notes: 'notes app',
    habits: 'habit tracker',
    poll: `poll about ${noun}s`,
    form: 'booking form',
    collection: `collection of ${noun}s with ${random.word()}, colour, price, a picture, favourites and a dark-mode switch`,
  }[kind]
  return `a ${what} called ${name}, in #${(0x333333 + random.below(0x888888)).toString(16)}`
}

/** Imports of the app's own files that lead nowhere. */
function missingImports(files: Map<string, string>): string[] {
  const missing: string[] = []
  for (const [path, content] of files) {
    if (!/^src\/.*\.tsx?$/.test(path)) continue
    for (const match of content.matchAll(/from '@\/([^']+)'/g)) {
      const target = `src/${match[1]}`
      if (!['', '.ts', '.tsx'].some((ending) => files.has(target + ending)))
        missing.push(`${path}: ${target}`)
    }
  }
  return missing
}

async function expectToTransform(files: Map<string, string>): Promise<void> {
  expect(missingImports(files)).toEqual([])
  for (const [path, content] of files) {
    if (!/^src\/(?!components\/ui\/).*\.tsx?$/.test(path)) continue
    await transformWithOxc(content, path)
  }
}

describe('every app transforms', () => {
  for (const [index, kind] of kinds.entries()) {
    test(kind, async () => {
      const prompt = promptFor(kind, new Random(100 + index))
      const session = new DemoSession(starter)
      await session.ask(prompt)
      await expectToTransform(session.files)
      const name = /called (\w+)/.exec(prompt)?.[1] ?? ''
      expect(session.files.get('src/config.ts')?.toLowerCase(), prompt).toContain(name)
      expect(session.files.get('src/index.css')).toContain(/#[0-9a-f]{6}/.exec(prompt)?.[0])
    })
  }

  test('and so do 48 with words from a seed', async () => {
    for (const { prompt, title } of demoPrompts(48, 3)) {
      const session = new DemoSession(starter)
      await session.ask(prompt)
      await expectToTransform(session.files)
      expect(session.files.get('index.html'), prompt).toContain(`<title>${title}</title>`)
    }
  }, 60_000)

  test('also where the prompt says nothing of use', async () => {
    for (const prompt of [
      'app',
      'make me something',
      'x',
      'build 🙂',
      'an app for O\'Brien\'s `${x}` & <b>"things"</b>',
      'ein Werkzeug für Übungen',
    ]) {
      const session = new DemoSession(starter)
      const run = await session.ask(prompt)
      if (run.calls.length > 0) await expectToTransform(session.files)
    }
  })
})

const folder = mkdtempSync(join(tmpdir(), 'demo-types-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** All kinds in one compilation: each app in a folder of its own, with its own path alias, would cost a minute. */
test('made apps pass the compiler', async () => {
  const home = await prepareTemplateHome({
    cacheDir: join(import.meta.dirname, '../../../node_modules/.cache/fegg-template'),
    bun: findBun(),
    log: () => undefined,
  })
  for (const [index, kind] of kinds.entries()) {
    const session = new DemoSession(starter)
    await session.ask(promptFor(kind, new Random(300 + index)))
    if (index % 3 === 0)
      await session.ask(
        'add a field called weight and add an about page and add an FAQ section and add a dark-mode switch',
      )
    const root = join(folder, kind)
    for (const [path, content] of session.files) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), content.replaceAll("'@/", `'#${kind}/`))
    }
  }
  symlinkSync(join(home, 'app', 'node_modules'), join(folder, 'node_modules'))
  const base = JSON.parse(starter.get('tsconfig.json') ?? '{}') as {
    compilerOptions: Record<string, unknown>
  }
  const paths = Object.fromEntries(kinds.map((kind) => [`#${kind}/*`, [`./${kind}/src/*`]]))
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        ...base.compilerOptions,
        noUnusedLocals: true,
        noUnusedParameters: true,
        paths,
      },
      include: kinds.map((kind) => `${kind}/src`),
    }),
  )
  const compiler = join(import.meta.dirname, '../../../node_modules/typescript/bin/tsc')
  const result = spawnSync(process.execPath, [compiler, '-p', folder, '--pretty', 'false'], {
    encoding: 'utf8',
  })
  expect(result.stdout).toBe('')
}, 120_000)
