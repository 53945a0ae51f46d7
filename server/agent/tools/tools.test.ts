import { describe, expect, test } from 'vitest'
import { limits } from '../../../shared/limits.ts'
import { fakeRun } from '../testing/run-context.ts'
import { toolByName, tools } from './index.ts'

const files = {
  'package.json': '{}',
  'src/App.tsx': 'export const App = () => <h1>Hello (you)</h1>\n',
  'src/pages/Home.tsx': 'export const Home = 1\nconst other = 2\n',
  'src/index.css': ':root {}\n',
}

function setUp(own: Record<string, string> = files) {
  const run = fakeRun(own)
  const use = (name: string, args: Record<string, unknown>) => {
    const tool = toolByName(name)
    if (tool === undefined) throw new Error(`No tool ${name}`)
    return tool.run(args, run.context)
  }
  return { ...run, use }
}

test('the tools have the names that the prompt and the demo model know', () => {
  expect(tools.map(({ name }) => name).sort()).toEqual([
    'add_dependency',
    'check_app',
    'compare_versions',
    'delete_file',
    'edit_file',
    'list_files',
    'list_versions',
    'propose_undo',
    'read_file',
    'read_version',
    'run_command',
    'search_files',
    'use_app',
    'write_file',
  ])
})

test.each([
  ['../etc/passwd'],
  ['/etc/passwd'],
  ['src/../../x'],
  ['node_modules/x/index.js'],
  ['.fegg/check.ts'],
  [''],
  ['a'.repeat(400)],
])('a path that leaves the app (%s) is a readable error for every file tool', async (path) => {
  const { use } = setUp()
  const calls = [
    use('read_file', { path }),
    use('write_file', { path, content: 'x' }),
    use('edit_file', { path, edits: [{ search: 'a', replace: 'b' }] }),
    use('delete_file', { path }),
  ]
  for (const outcome of await Promise.all(calls)) {
    expect(outcome).toMatchObject({ ok: false, edits: [] })
    expect(outcome.result).toContain('path: The path ')
  }
})

test('a title is one short line, whatever the arguments', () => {
  const title = (name: string, args: Record<string, unknown>) => toolByName(name)?.title(args)
  expect(title('write_file', { path: 'src/App.tsx', content: 'x' })).toBe('src/App.tsx')
  expect(title('add_dependency', { packages: ['zod'] })).toBe('bun add zod')
  expect(title('run_command', { command: `ls\n${'x'.repeat(300)}` })).toMatch(/^ls x+…$/)
  expect(title('run_command', { command: 7 })).toBe('run_command')
})

describe('list_files', () => {
  test('gives one path a line, sorted', async () => {
    const { use } = setUp()
    expect((await use('list_files', {})).result).toBe(Object.keys(files).sort().join('\n'))
  })

  test.each([['src/pages'], ['./src/pages/'], ['/src/pages']])(
    'gives a folder: %s',
    async (path) => {
      const { use } = setUp()
      expect((await use('list_files', { path })).result).toBe('src/pages/Home.tsx')
    },
  )

  test('refuses a path of runaway length', async () => {
    const { use } = setUp()
    const outcome = await use('list_files', { path: `a${'/'.repeat(400_000)}b` })
    expect(outcome).toMatchObject({ ok: false, edits: [] })
    expect(outcome.result).toContain('path: ')
  })

  test('says when there is nothing', async () => {
    const { use } = setUp()
    expect(await use('list_files', { path: 'lib' })).toMatchObject({ ok: false })
  })
})

describe('read_file', () => {
  test('gives the raw content', async () => {
    const { use } = setUp()
    expect((await use('read_file', { path: 'src/App.tsx' })).result).toBe(files['src/App.tsx'])
  })

  test('names files that resemble a missing one', async () => {
    const { use } = setUp()
    const { ok, result } = await use('read_file', { path: 'src/Home.tsx' })
    expect(ok).toBe(false)
    expect(result).toContain('src/pages/Home.tsx')
  })
})

describe('a binary file', () => {
  const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0])
  const withLogo = async () => {
    const set = setUp()
    const edits = [{ path: 'public/logo.png', content: png }]
    await set.rows.journal.startTool({ callId: 'c', step: 0, tool: 'run_command', title: '' })
    await set.rows.journal.endTool({ callId: 'c', ok: true, result: '', edits })
    return set
  }

  test('rule 43.4: is told by type and size, and not as text', async () => {
    const { use } = await withLogo()
    const { result } = await use('list_files', {})
    expect(result.split('\n')).toContain('public/logo.png (PNG picture, 5 bytes)')
    for (const [name, args] of [
      ['read_file', {}],
      ['edit_file', { edits: [{ search: 'P', replace: 'J' }] }],
    ] as const)
      expect(await use(name, { path: 'public/logo.png', ...args })).toMatchObject({
        ok: false,
        edits: [],
        result: expect.stringContaining('PNG picture, 5 bytes'),
      })
    expect((await use('search_files', { query: 'PNG' })).result).toBe('Nothing found.')
    const over = await use('write_file', { path: 'public/logo.png', content: 'x' })
    expect(over.result).toBe('Rewrote public/logo.png (1 lines).')
  })

  test('rules 43.3 and 43.4: what a command made is named, and so is what can’t be kept', async () => {
    const { use, sandbox } = setUp()
    const edits = [
      { path: 'public/logo.png', content: png },
      { path: 'src/app.tsx', content: 'x' },
      { path: 'src/b.ts', content: 'x' },
    ]
    sandbox.readBack = async () => ({ edits, problems: ['big.bin is larger than 5 MB.'] })
    const outcome = await use('run_command', { command: 'make' })
    expect(outcome.edits.map(({ path }) => path)).toEqual(['public/logo.png', 'src/b.ts'])
    expect(outcome.result.split('\n').slice(1, -1)).toEqual([
      'Files changed: public/logo.png (PNG picture, 5 bytes), src/b.ts',
      'Not kept:',
      'big.bin is larger than 5 MB.',
      expect.stringContaining('there is src/App.tsx already'),
    ])
  })
})

describe('write_file', () => {
  test('proposes the edit and leaves the tree alone', async () => {
    const { use, rows } = setUp()
    const outcome = await use('write_file', { path: 'src/new.ts', content: 'a\nb' })
    expect(outcome).toEqual({
      ok: true,
      result: 'Created src/new.ts (2 lines).',
      edits: [{ path: 'src/new.ts', content: 'a\nb' }],
    })
    expect(rows.files.has('src/new.ts')).toBe(false)
  })

  test.each([
    ['// ... existing code'],
    ['{/* … rest of the page */}'],
    ['  // ...keep the others'],
  ])('refuses a placeholder: %s', async (line) => {
    const { use } = setUp()
    const content = `const a = 1\n${line}\n`
    expect(await use('write_file', { path: 'src/App.tsx', content })).toMatchObject({
      ok: false,
      edits: [],
    })
  })

  test('does not take spread or text for a placeholder', async () => {
    const { use } = setUp()
    const content = 'const a = [\n  ...existing,\n]\nconst b = "... the rest"\n'
    expect(await use('write_file', { path: 'src/a.ts', content })).toMatchObject({ ok: true })
  })

  test('looks for placeholders in any number of blank lines at once', async () => {
    const { use } = setUp()
    const content = `a${'\n'.repeat(400_000)}b`
    const outcome = await use('write_file', { path: 'src/new.ts', content })
    expect(outcome.edits).toEqual([{ path: 'src/new.ts', content }])
    const rest = `a\n\n  // ... existing code\n`
    expect((await use('write_file', { path: 'src/new.ts', content: rest })).ok).toBe(false)
  })

  test('refuses what is too large', async () => {
    const { use } = setUp()
    const large = 'ä'.repeat(limits.fileBytes / 2 + 1)
    expect(await use('write_file', { path: 'a', content: large })).toMatchObject({ ok: false })
  })
})

describe('edit_file', () => {
  test('proposes the whole new text', async () => {
    const { use } = setUp()
    const edits = [{ search: 'Hello', replace: 'Good day' }]
    const outcome = await use('edit_file', { path: 'src/App.tsx', edits })
    expect(outcome.edits).toEqual([
      { path: 'src/App.tsx', content: 'export const App = () => <h1>Good day (you)</h1>\n' },
    ])
  })

  test('says which of several failed, and proposes nothing', async () => {
    const { use } = setUp()
    const edits = [
      { search: 'Hello', replace: 'Good day' },
      { search: 'nowhere at all', replace: 'x' },
    ]
    const outcome = await use('edit_file', { path: 'src/App.tsx', edits })
    expect(outcome).toMatchObject({ ok: false, edits: [] })
    expect(outcome.result).toContain('src/App.tsx is unchanged. Edit 2 of 2: ')
  })

  test('refuses a search text of runaway length', async () => {
    const { use } = setUp()
    const edits = [{ search: `a${'\n'.repeat(20_000)}`, replace: 'b' }]
    const { ok, result } = await use('edit_file', { path: 'src/App.tsx', edits })
    expect(ok).toBe(false)
    expect(result).toContain('edits.0.search: is longer than 20000 characters')
  })

  test('says that an edit changes nothing', async () => {
    const { use } = setUp()
    const edits = [{ search: 'Hello', replace: 'Hello' }]
    expect(await use('edit_file', { path: 'src/App.tsx', edits })).toMatchObject({ ok: false })
  })
})

describe('delete_file', () => {
  test('proposes the removal', async () => {
    const { use } = setUp()
    const { edits } = await use('delete_file', { path: 'src/index.css' })
    expect(edits).toEqual([{ path: 'src/index.css', content: null }])
  })

  test('says that there is no such file', async () => {
    const { use } = setUp()
    expect(await use('delete_file', { path: 'src/gone.css' })).toMatchObject({ ok: false })
  })
})

describe('search_files', () => {
  test('finds literal text with file and line', async () => {
    const { use } = setUp()
    expect((await use('search_files', { query: '(you)' })).result).toBe(
      'src/App.tsx:1: export const App = () => <h1>Hello (you)</h1>',
    )
  })

  test('finds by expression, in some paths only', async () => {
    const { use } = setUp()
    const args = { query: 'const \\w+ = \\d', regex: true, path: 'pages' }
    expect((await use('search_files', args)).result).toBe(
      'src/pages/Home.tsx:1: export const Home = 1\nsrc/pages/Home.tsx:2: const other = 2',
    )
  })

  test('says what is wrong with an expression', async () => {
    const { use } = setUp()
    const { ok, result } = await use('search_files', { query: '(', regex: true })
    expect(ok).toBe(false)
    expect(result).toContain('Invalid regular expression')
  })

  test('gives up an expression that backtracks without end, and the server stays awake', async () => {
    const { use } = setUp({ 'a.ts': `${'a'.repeat(60)}!` })
    let ticks = 0
    const clock = setInterval(() => (ticks += 1), 50)
    const { ok, result } = await use('search_files', { query: '^(a+)+$', regex: true })
    clearInterval(clock)
    expect(ok).toBe(false)
    expect(result).toContain('took longer')
    expect(ticks).toBeGreaterThan(10)
  })

  test('stops after a hundred lines', async () => {
    const { use } = setUp({ 'a.ts': 'x\n'.repeat(500) })
    const lines = (await use('search_files', { query: 'x' })).result.split('\n')
    expect(lines).toHaveLength(101)
  })
})

describe('run_command', () => {
  test('gives output and exit code, and hands over what changed', async () => {
    const { use, sandbox } = setUp()
    sandbox.answer = (_command, there) => {
      there.set('src/made.ts', 'made')
      there.set('.fegg/check.ts', 'true')
      there.delete('src/index.css')
      return { exitCode: 0, stdout: '\u001b[32mfine\u001b[0m\n', stderr: 'a warning\n' }
    }
    const outcome = await use('run_command', { command: 'make' })
    expect(outcome.result).toBe(
      'fine\na warning\nFiles changed: src/made.ts, src/index.css\nExit code 0',
    )
    expect(outcome.edits).toEqual([
      { path: 'src/made.ts', content: 'made' },
      { path: 'src/index.css', content: null },
    ])
  })

  test('brings the newest files there first', async () => {
    const { use, sandbox, rows } = setUp()
    rows.files.set('src/late.ts', 'late')
    sandbox.answer = (_command, there) => ({ stdout: there.get('src/late.ts') ?? '' })
    expect((await use('run_command', { command: 'cat' })).result).toContain('late')
  })

  test('fails with the command, keeps what it changed, and cuts a long output in its middle', async () => {
    const { use, sandbox } = setUp()
    sandbox.answer = (_command, there) => {
      there.set('src/half.ts', '1')
      return { exitCode: 3, stdout: `first${'x'.repeat(50_000)}last` }
    }
    const { ok, result, edits } = await use('run_command', { command: 'make' })
    expect(ok).toBe(false)
    expect(result).toMatch(/^first/)
    expect(result).toMatch(/last\nFiles changed: src\/half\.ts\nExit code 3$/)
    expect(result.length).toBeLessThan(13_000)
    expect(edits).toHaveLength(1)
  })

  test('takes colours out of any output at once', async () => {
    const { sandbox, use } = setUp()
    const open = '\x1b];;'.repeat(100_000)
    sandbox.answer = () => ({ stdout: `\x1b[31mred\x1b[0m ${open}`, stderr: open })
    expect((await use('run_command', { command: 'x' })).result).toMatch(/^red /)
    sandbox.answer = () => ({ stdout: '\x1b]8;;http://a.b\x1b\\link\x1b]8;;\x1b\\ \x1b]0;t\x07c' })
    expect((await use('run_command', { command: 'x' })).result).toMatch(/^link c\n/)
  })

  test('says that a command took too long', async () => {
    const { use, sandbox } = setUp()
    sandbox.answer = () => ({ exitCode: 137, timedOut: true })
    const { ok, result } = await use('run_command', { command: 'sleep 999' })
    expect(ok).toBe(false)
    expect(result).toContain('took too long')
  })
})

describe('add_dependency', () => {
  test('adds by bun and hands over both files', async () => {
    const { use, sandbox } = setUp()
    sandbox.answer = (_command, there) => {
      there.set('package.json', '{"dependencies":{"zod":"4"}}')
      there.set('bun.lock', 'lock')
      return { stdout: 'installed zod@4' }
    }
    const outcome = await use('add_dependency', { packages: ['zod', '@scope/a@^1.2.0'], dev: true })
    expect(sandbox.commands).toEqual(["bun add -d 'zod' '@scope/a@^1.2.0'"])
    expect(outcome.ok).toBe(true)
    expect(outcome.edits.map(({ path }) => path)).toEqual(['package.json', 'bun.lock'])
  })

  test.each([
    ['--global'],
    ["zod'; rm -rf ~; '"],
    ['../evil'],
    ['https://example.com/x.tgz'],
    ['github:a/b'],
    ['file:../x'],
    ['a b'],
    ['$(id)'],
    ['zod@file:x'],
    [''],
  ])('refuses %s before anything runs', async (name) => {
    const { use, sandbox } = setUp()
    expect(await use('add_dependency', { packages: [name] })).toMatchObject({ ok: false })
    expect(sandbox.commands).toEqual([])
  })

  test('gives the output of a failure', async () => {
    const { use, sandbox } = setUp()
    sandbox.answer = () => ({ exitCode: 1, stderr: 'error: nope@ failed to resolve' })
    const { ok, result } = await use('add_dependency', { packages: ['nope'] })
    expect(ok).toBe(false)
    expect(result).toContain('failed to resolve')
  })
})

test('rule 48.4: no tool writes over what a person has changed; each answers with the new text', async () => {
  const { use, rows } = setUp()
  const path = 'src/pages/Home.tsx'
  rows.changedBy.set(path, 'Ben')
  const calls = [
    use('write_file', { path, content: 'x' }),
    use('edit_file', { path, edits: [{ search: 'Home = 1', replace: 'Home = 2' }] }),
    use('delete_file', { path }),
  ]
  for (const outcome of await Promise.all(calls)) {
    expect(outcome).toMatchObject({ ok: false, edits: [] })
    expect(outcome.result).toContain(`${path} was changed by Ben since you read it`)
    expect(outcome.result).toContain('const other = 2')
  }
  rows.files.set(path, `${'filler line\n'.repeat(2_000)}const place = 7\n`)
  const { result } = await use('edit_file', {
    path,
    edits: [{ search: 'const place = 6', replace: 'const place = 8' }],
  })
  expect(result).toContain('2001| const place = 7')
  expect(result.length).toBeLessThan(1_000)
  rows.changedBy.clear()
  expect(await use('write_file', { path, content: 'x' })).toMatchObject({ ok: true })
})

test('rule 48.5: versions can be listed, read and compared, and an undo proposed, which changes nothing', async () => {
  const { use, rows } = setUp({ 'a.ts': 'three' })
  const saved = (number: number, text: string, undoneBy: number | null = null) => ({
    ...{
      number,
      title: `Make it ${text}`,
      authors: ['Ada'],
      at: '2026-01-01',
      kind: 'run' as const,
    },
    ...{ fileCount: 1, added: 1, removed: 1, undoneBy, files: { 'a.ts': text } },
  })
  rows.saved.push(saved(1, 'one'), saved(2, 'two', 3), saved(3, 'three'))
  const { result } = await use('list_versions', {})
  expect(result.split('\n')).toEqual([
    expect.stringMatching(/^version 3, .*Ada: “Make it three” \(1 file, \+1 −1\)$/),
    expect.stringMatching(/^version 2, .*undone by version 3\)$/),
    expect.stringMatching(/^version 1, /),
  ])
  expect((await use('list_versions', { before: 2 })).result).toMatch(/^version 1,[^\n]*$/)
  expect(await use('read_version', { version: 1, path: 'a.ts' })).toMatchObject({
    ...{ ok: true, result: 'one' },
  })
  expect(await use('read_version', { version: 1, path: 'b.ts' })).toMatchObject({
    ...{ ok: false, result: 'Version 1 has no file b.ts.' },
  })
  expect((await use('compare_versions', { from: 1, to: 2 })).result).toBe('edited a.ts +1 −1')
  expect((await use('compare_versions', { from: 3 })).result).toBe('They have the same files.')
  expect(await use('propose_undo', { version: 3 })).toMatchObject({ ok: true, edits: [] })
  for (const version of [2, 4, 0, 1.5])
    expect(await use('propose_undo', { version })).toMatchObject({ ok: false, edits: [] })
})
