import { expect, test } from 'vitest'
import type { ToolSummary } from '../../../shared/protocol/record-message.ts'
import { linesChanged, type Piece, stateOf, stepLine, timeOf, toolLine } from './tool-words.ts'

function call(tool: string, title: string, change: Partial<ToolSummary> = {}): ToolSummary {
  return {
    callId: `${tool}-${title}`,
    tool,
    title,
    state: 'ok',
    ms: 1_000,
    files: [],
    ...change,
  }
}

function edit(path: string, added = 3, removed = 1) {
  return call('edit_file', path, { files: [{ path, change: 'edited', added, removed }] })
}

function words(pieces: Piece[]) {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : `\`${piece.code}\``)).join('')
}

test.each([
  [[edit('src/a.tsx'), edit('src/b.tsx'), edit('src/a.tsx')], 'Edited 2 files'],
  [[edit('src/pages/home.tsx')], 'Edited `home.tsx`'],
  [
    [call('read_file', 'a.ts'), call('read_file', 'b.ts'), call('read_file', 'c.ts')],
    'Read `a.ts` and 2 more',
  ],
  [
    [edit('a.tsx'), edit('b.tsx'), call('check_app', 'Types and page')],
    'Edited 2 files, checked types, page and console',
  ],
  [[call('run_command', 'bun test')], 'Ran `bun test`'],
  [[call('own_tool', 'something')], '`something`'],
])('a step of calls is one line: %#', (tools, line) => {
  expect(words(stepLine(tools))).toBe(line)
})

test('while a call runs, the line says what it does', () => {
  const tools = [edit('a.tsx'), call('check_app', 'Types', { state: 'running', ms: null })]
  expect(words(stepLine(tools))).toBe('Checking types, page and console')
  expect(stateOf(tools)).toBe('running')
  expect(timeOf(tools)).toBeNull()
})

test('lines and times add up', () => {
  const tools = [edit('a.tsx', 10, 2), edit('b.tsx', 5, 0)]
  expect(linesChanged(tools)).toEqual({ added: 15, removed: 2 })
  expect(timeOf(tools)).toBe(2_000)
})

test('rule 34.4: a call of its own line is named by its tool, one that this version does not know by its name', () => {
  const line = (tool: string, state: ToolSummary['state'] = 'ok') =>
    words(toolLine(call(tool, 'a.tsx', { state })))
  expect(line('write_file')).toBe('Wrote `a.tsx`')
  expect(line('search_files', 'running')).toBe('Searching for `a.tsx`')
  expect(line('check_app')).toBe('Checked types, page and console')
  expect(line('paint_wall')).toBe('paint wall `a.tsx`')
  expect(line('constructor')).toBe('constructor `a.tsx`')
})
