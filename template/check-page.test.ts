import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { RunningApp } from './testing/running-app.ts'

let app: RunningApp

beforeAll(async () => {
  app = await RunningApp.start()
})
afterAll(async () => {
  await app[Symbol.asyncDispose]()
})

const startPage = await readFile(path.join(import.meta.dirname, 'app/src/App.tsx'), 'utf8')

function page(body: string, head = '') {
  return `${head}\nexport default function App() {\n${body}\n}\n`
}

describe('a clean app', () => {
  beforeEach(() => app.write('src/App.tsx', startPage))

  test('the start page loads and has nothing to complain of', async () => {
    const report = await app.check()
    expect(report).toMatchObject({ ok: true, loaded: true, errors: [], warnings: [] })
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
    await app.write('src/App.tsx', gallery)
    const report = await app.check('/', '/about')
    expect(report).toMatchObject({ ok: true, loaded: true, errors: [], warnings: [] })
    expect(report.text).toContain('All components')
    expect((await app.check('/about')).text).toBe('About')
    expect(await app.runScript('typecheck')).toMatchObject({ code: 0 })
    expect(await app.runScript('build')).toMatchObject({ code: 0 })
  })
})

const faults = [
  {
    fault: 'a throw while rendering',
    source: page('  const list: string[] = JSON.parse("null")\n  return <p>{list.length}</p>'),
    error: { kind: 'exception', message: /of null/, file: 'src/App.tsx', line: 4 },
    loaded: false,
  },
  {
    fault: 'a throw in an effect',
    source: page(
      '  useEffect(() => {\n    throw new Error("effect broke")\n  }, [])\n  return <p>Fine</p>',
      "import { useEffect } from 'react'",
    ),
    error: { kind: 'exception', message: /effect broke/, file: 'src/App.tsx', line: 4 },
    loaded: false,
  },
  {
    fault: 'a throw in a timer',
    source: page(
      '  useEffect(() => {\n    setTimeout(() => missing.call(), 10)\n  }, [])\n  return <p>Fine</p>',
      "import { useEffect } from 'react'\ndeclare const missing: () => void",
    ),
    error: { kind: 'exception', message: /missing is not defined/, file: 'src/App.tsx', line: 5 },
    loaded: true,
  },
  {
    fault: 'an import of a file that is not there',
    source: page('  return <p>{nope}</p>', "import { nope } from './nope'"),
    error: { kind: 'import', message: /\.\/nope/, file: 'src/App.tsx' },
    loaded: false,
  },
  {
    fault: 'an import of a missing package',
    source: page('  return <p>{nope}</p>', "import { nope } from 'no-such-package'"),
    error: { kind: 'import', message: /no-such-package/, file: 'src/App.tsx' },
    loaded: false,
  },
  {
    fault: 'a name that no module exports',
    source: page('  return <p>{nope}</p>', "import { nope } from '@/lib/utils'"),
    error: { kind: 'import', message: /nope/, file: 'src/App.tsx', line: 1 },
    loaded: false,
  },
  {
    fault: 'a name that no package exports',
    source: page('  return <NoSuchIcon />', "import { NoSuchIcon } from 'lucide-react'"),
    error: { kind: 'import', message: /NoSuchIcon/, file: 'src/App.tsx', line: 1 },
    loaded: false,
  },
  {
    fault: 'a lazy page that does not resolve',
    source: page(
      '  return <Suspense>\n<Page />\n</Suspense>',
      "import { lazy, Suspense } from 'react'\nconst Page = lazy(() => import('./pages/nope'))",
    ),
    error: { kind: 'import', message: /pages\/nope/, file: 'src/App.tsx' },
    loaded: false,
  },
  {
    fault: 'a rejected promise',
    source: page(
      '  return <p>Fine</p>',
      "async function load() {\n  throw new Error('load broke')\n}\nvoid load()",
    ),
    error: { kind: 'rejection', message: /load broke/, file: 'src/App.tsx', line: 2 },
    loaded: true,
  },
  {
    fault: 'a syntax error',
    source: page('  return <p>Fine</div>'),
    error: { kind: 'transform', message: /./, file: 'src/App.tsx', line: 3 },
    loaded: false,
  },
  {
    fault: 'a console.error',
    source: page('  console.error("odd: %s", "value")\n  return <p>Fine</p>'),
    error: { kind: 'console', message: /^odd: value/ },
    loaded: true,
  },
  {
    fault: 'a complaint of React',
    source: page('  return <ul>{[1, 2].map(() => <li>Fine</li>)}</ul>'),
    error: { kind: 'console', message: /unique "key"/ },
    loaded: true,
  },
] as const

describe('a broken app', () => {
  test.each(faults)('$fault is found', async ({ source, error, loaded }) => {
    await app.write('src/App.tsx', source)
    const report = await app.check()
    expect(report).toMatchObject({ ok: false, loaded })
    const { message, ...place } = error
    const found = report.errors.find((candidate) => message.test(candidate.message))
    expect(found, JSON.stringify(report.errors)).toMatchObject(place)
  })

  test('an error in a style sheet is found', async () => {
    const css = await readFile(path.join(app.folder, 'src/index.css'), 'utf8')
    await app.write('src/App.tsx', startPage)
    await app.write('src/index.css', `${css}\n.broken { @apply no-such-class; }\n`)
    const report = await app.check()
    await app.write('src/index.css', css)
    expect(report.ok).toBe(false)
    expect(report.errors[0]).toMatchObject({ kind: 'transform', file: 'src/index.css' })
    expect(report.errors[0]?.message).toContain('no-such-class')
  })

  test('a wrong type is found', async () => {
    await app.write('src/App.tsx', page('  const count: number = "three"\n  return <p>{count}</p>'))
    const { code, output } = await app.runScript('typecheck')
    expect(code).not.toBe(0)
    expect(output).toMatch(/src\/App\.tsx.*TS2322/)
  })

  test('without a dev server the page counts as not loaded', async () => {
    const dead = Object.create(app, { base: { value: 'http://127.0.0.1:9' } })
    const report = await dead.check()
    expect(report).toMatchObject({ ok: false, loaded: false })
    expect(report.errors[0].message).toContain('does not answer')
  })
})
